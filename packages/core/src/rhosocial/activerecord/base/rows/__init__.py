"""A record and its row: what is known of both, the loaders that make the one of the other, and its statements."""
