"""Cases about cancellation."""
