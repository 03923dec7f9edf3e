"""Cases about conditions."""
