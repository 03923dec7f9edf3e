"""What a record's writes do to the row that it belongs to."""
