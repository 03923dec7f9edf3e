"""What a relation is: its declaration, its keys, its other side, and what a record holds of it."""
