"""Relations in queries: paths and their joins, conditions on related records, scopes at joins."""
