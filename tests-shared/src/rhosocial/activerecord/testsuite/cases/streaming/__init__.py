"""Cases about streaming."""
