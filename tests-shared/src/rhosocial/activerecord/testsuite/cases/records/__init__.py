"""Cases about records."""
