"""Cases about the definition of tables."""
