"""Records with their related records as plain data: from it, and to it."""
