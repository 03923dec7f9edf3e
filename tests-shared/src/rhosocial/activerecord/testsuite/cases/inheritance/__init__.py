"""Cases about inheritance."""
