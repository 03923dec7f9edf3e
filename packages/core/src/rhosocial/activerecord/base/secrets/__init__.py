"""Tokens that stand for records, and encrypted fields brought under the key that encrypts now."""
