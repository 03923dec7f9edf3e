"""Cases about payloads."""
