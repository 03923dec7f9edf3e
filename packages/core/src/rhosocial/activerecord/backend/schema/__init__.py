"""The definition of tables: DDL as nodes."""
