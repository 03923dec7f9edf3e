"""Cases about nulls."""
