"""Loading relations: as they are read, for all peers or one record, and along with a query."""
