"""Making a model's class."""
