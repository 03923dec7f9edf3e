"""Cases about capabilities."""
