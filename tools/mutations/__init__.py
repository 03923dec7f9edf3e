"""Proves that the conformance suite fails: ten faults are planted in SQLite's backend, and each must be found."""
