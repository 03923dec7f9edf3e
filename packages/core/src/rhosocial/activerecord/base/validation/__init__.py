"""Values from outside: what a name reaches, validating them, and which fields a refusal is about."""
