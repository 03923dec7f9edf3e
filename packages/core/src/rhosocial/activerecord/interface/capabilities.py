"""What a connected server can do: one object that drives the compiler and the conformance suite alike."""

from __future__ import annotations

from .slotted import Settings, slotted


@slotted
class Capabilities(Settings):
    """Features of one connected server, probed when the first connection opens.

    A feature that is False raises `UnsupportedFeatureError` before any SQL is sent.
    """

    insert_returning: bool = False
    """INSERT gives back columns of the rows it wrote."""
    update_returning: bool = False
    """UPDATE gives back columns of the rows it wrote."""
    delete_returning: bool = False
    """DELETE gives back columns of the rows it removed."""
    last_insert_id: bool = False
    """The driver reports the key that the server generated for a single inserted row."""
    savepoints: bool = True
    """Transactions nest."""
    statement_rollback: bool = True
    """A statement that fails leaves its transaction usable; elsewhere records are written inside savepoints."""
    transactional_ddl: bool = False
    """CREATE and DROP take part in a transaction."""
    foreign_keys: bool = True
    """FOREIGN KEY constraints are enforced."""
    check_constraints: bool = True
    """CHECK constraints are enforced."""
    partial_indexes: bool = False
    """CREATE INDEX … WHERE; a unique one is written as an index of expressions where there are these only."""
    expression_indexes: bool = False
    """Indexes of what is computed from a row."""
    nulls_ordering: bool = False
    """NULLS FIRST and NULLS LAST are understood; elsewhere the compiler orders by IS NULL first."""
    for_update: bool = False
    """SELECT … FOR UPDATE locks rows."""
    for_share: bool = False
    """SELECT … FOR SHARE locks rows for reading."""
    lock_of: bool = False
    """FOR UPDATE OF names the tables to lock."""
    skip_locked: bool = False
    """SKIP LOCKED and NOWAIT are understood."""
    common_table_expressions: bool = False
    """WITH, also recursive, before SELECT."""
    cte_before_write: bool = False
    """WITH before UPDATE and DELETE."""
    window_functions: bool = False
    """OVER (…)."""
    decimal_windows: bool = False
    """SUM and AVG of decimals OVER a window."""
    intersect_except: bool = False
    """INTERSECT and EXCEPT."""
    intersect_except_all: bool = False
    """INTERSECT ALL and EXCEPT ALL."""
    aggregate_filter: bool = False
    """FILTER (WHERE …) after an aggregate; elsewhere the compiler writes CASE."""
    ordered_set_aggregates: bool = False
    """WITHIN GROUP (ORDER BY …), as for percentile_cont."""
    full_join: bool = False
    """FULL JOIN."""
    lateral: bool = False
    """LATERAL subqueries."""
    upsert_on_conflict: bool = False
    """INSERT … ON CONFLICT (…) DO UPDATE, which names the constraint it heeds."""
    upsert_on_duplicate_key: bool = False
    """INSERT … ON DUPLICATE KEY UPDATE, which heeds every unique key."""
    regular_expressions: bool = False
    """A regular expression operator or function."""
    json_paths: bool = False
    """Reading inside JSON columns."""
    arrays: bool = False
    """Array columns."""
    ranges: bool = False
    """Range columns."""
    native_enums: bool = False
    """CREATE TYPE … AS ENUM."""
    advisory_locks: bool = False
    """Named locks outside any table."""
    isolation_levels: frozenset[str] = frozenset()
    """The isolation levels that `transaction(isolation=…)` accepts."""
    explain_analyze: bool = False
    """EXPLAIN that runs the statement and measures it."""
    max_parameters: int = 999
    """How many parameters one statement may carry."""
    max_identifier: int = 63
    """How long a name may be: in bytes of UTF-8 on most servers, in characters on some."""

    @classmethod
    def features(cls) -> tuple[str, ...]:
        """Return the names of the yes-or-no features."""
        return tuple(name for name in cls.fields if isinstance(cls.defaults[name], bool))
