"""Cases about relations."""
