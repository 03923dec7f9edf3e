"""Writing one record, and what that does to others."""
