"""Cases about concurrency."""
