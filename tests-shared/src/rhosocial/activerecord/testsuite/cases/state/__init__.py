"""Cases about state."""
