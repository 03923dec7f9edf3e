"""Changing what a relation holds, in memory and in the database."""
