"""Cases about identifiers."""
