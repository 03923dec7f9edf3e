"""The kinds of relation, and the functions that declare them."""
