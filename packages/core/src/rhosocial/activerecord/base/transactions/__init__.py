"""Blocks of statements that are saved together or not at all, and running them again."""
