"""Cases about pool."""
