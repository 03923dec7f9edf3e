"""Cases about types."""
