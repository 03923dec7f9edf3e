"""Cases about fields."""
