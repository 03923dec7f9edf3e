"""Cases about hooks."""
