"""Cases about errors."""
