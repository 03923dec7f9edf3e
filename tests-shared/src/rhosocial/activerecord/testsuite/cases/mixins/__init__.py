"""Cases about mixins."""
