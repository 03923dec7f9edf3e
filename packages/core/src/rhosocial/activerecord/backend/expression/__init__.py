"""The statement language: small immutable nodes that know nothing of any database."""
