"""Contracts and errors: what the other layers promise one another."""
