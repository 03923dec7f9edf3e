"""What a server of the MySQL family can do, found out by asking it."""

from __future__ import annotations

from collections.abc import Mapping

from rhosocial.activerecord.interface.capabilities import Capabilities
from rhosocial.activerecord.interface.slotted import slotted

SYNTAX_ERROR, NO_SUCH_FUNCTION = 1064, 1305
ISOLATION_LEVELS = frozenset({"read uncommitted", "read committed", "repeatable read", "serializable"})


@slotted
class MySQLCapabilities(Capabilities):
    """Capabilities with the spellings in which servers of the family differ."""

    collation: str = "utf8mb4_0900_bin"
    """The collation of tables: by code point, and heeding trailing spaces."""
    row_alias: bool = False
    """An upsert names the proposed row `AS new`; elsewhere VALUES(column) names its values."""
    json_type: bool = False
    """JSON is a type of its own; elsewhere it is text with a check."""
    regexp_like: bool = False
    """REGEXP_LIKE takes the case sensitivity as an argument; elsewhere the pattern bears it."""
    index_if_not_exists: bool = False
    """CREATE INDEX IF NOT EXISTS; elsewhere an index that exists is an error."""


NEWEST = MySQLCapabilities(
    last_insert_id=True,
    expression_indexes=True,
    for_update=True,
    for_share=True,
    lock_of=True,
    skip_locked=True,
    common_table_expressions=True,
    cte_before_write=True,
    window_functions=True,
    decimal_windows=True,
    intersect_except=True,
    intersect_except_all=True,
    lateral=True,
    upsert_on_duplicate_key=True,
    regular_expressions=True,
    json_paths=True,
    advisory_locks=True,
    explain_analyze=True,
    isolation_levels=ISOLATION_LEVELS,
    max_parameters=65535,
    max_identifier=64,
    row_alias=True,
    json_type=True,
    regexp_like=True,
)
"""MySQL's newest release."""

# Each is prepared and never run: a server without the feature finds a syntax error, one with it misses the table.
PROBES: Mapping[str, str] = {
    "insert_returning": "INSERT INTO no_table (a) VALUES (1) RETURNING a",
    "update_returning": "UPDATE no_table SET a = 1 RETURNING a",
    "delete_returning": "DELETE FROM no_table RETURNING a",
    "expression_indexes": "CREATE INDEX i ON no_table ((a + 1))",
    "nulls_ordering": "SELECT a FROM no_table ORDER BY a NULLS LAST",
    "lock_of": "SELECT a FROM no_table FOR SHARE OF no_table",
    "skip_locked": "SELECT a FROM no_table FOR UPDATE SKIP LOCKED",
    "cte_before_write": "WITH c AS (SELECT 1) DELETE FROM no_table",
    "intersect_except": "SELECT 1 INTERSECT SELECT 1",
    "intersect_except_all": "SELECT 1 EXCEPT ALL SELECT 1",
    "aggregate_filter": "SELECT COUNT(*) FILTER (WHERE a) FROM no_table",
    "full_join": "SELECT 1 FROM no_table FULL OUTER JOIN no_table AS b ON 1 = 1",
    "lateral": "SELECT 1 FROM no_table, LATERAL (SELECT 1) AS b",
    "explain_analyze": "EXPLAIN ANALYZE SELECT 1",
    "row_alias": "INSERT INTO no_table (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a",
    "json_type": "SELECT CAST(1 AS JSON)",
    "regexp_like": "SELECT REGEXP_LIKE('a', 'a', 'c')",
    "index_if_not_exists": "CREATE INDEX IF NOT EXISTS i ON no_table (a)",
}
