"""Cases about queries."""
