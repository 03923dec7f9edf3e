"""Cases about ordering."""
