"""Loading relations along by join: one statement for all levels."""
