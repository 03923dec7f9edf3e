"""Cases about constraints."""
