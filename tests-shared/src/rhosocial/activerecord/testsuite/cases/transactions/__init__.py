"""Cases about transactions."""
