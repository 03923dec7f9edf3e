"""What the library promises, and the tests that prove it: each entry is checked against the test's file."""

from __future__ import annotations

from dataclasses import dataclass

SERVERS = ("SQLite", "PostgreSQL", "MySQL", "MariaDB")

# short name of a folder of tests -> the folder, and where its tests run
FOLDERS = {
    "cases": ("tests-shared/src/rhosocial/activerecord/testsuite/cases", SERVERS),
    "servers": ("tests-shared/src/rhosocial/activerecord/testsuite/cases", SERVERS[1:]),
    "core": ("packages/core/tests", ("SQLite",)),
    "attacks": ("packages/core/tests/unit/attacks", SERVERS),  # the SQL for each, which no server is asked to run
    "postgresql": ("packages/backend-postgresql/tests", ("PostgreSQL",)),
    "mysql": ("packages/backend-mysql/tests", ("MySQL", "MariaDB")),
}


@dataclass(frozen=True)
class Promise:
    """A guarantee.

    Attributes:
        says: What is promised.
        tests: The tests that prove it, as `folder:path::test`.
        missing: What is not proved yet; empty where all of it is.
    """

    says: str
    tests: tuple[str, ...] = ()
    missing: str = ""


PROMISES = (
    Promise(
        "No caller sees another's rows.",
        ("cases:cancellation/test_cancelling.py::test_nobody_gets_the_rows_of_a_cancelled_query",
         "cases:streaming/test_streams.py::test_two_streams_at_once_keep_apart",
         "cases:concurrency/test_storm.py::test_nobody_sees_another_s_rows_in_a_storm",
         "core:unit/backend/connection/test_pool.py::test_a_storm_of_threads_never_shares_a_connection"),
    ),
    Promise(
        "Values never become SQL.",
        ("core:unit/backend/test_raw.py::test_no_value_reaches_the_text",
         "cases:conditions/test_text.py::test_a_search_takes_its_text_literally",
         "attacks:test_values.py::test_the_text_is_the_same_for_the_corpus",
         "attacks:test_values.py::test_the_text_is_the_same_for_any_text"),
    ),
    Promise(
        "Names, lookups, order keys, aliases, JSON paths, function arguments and comments can't inject.",
        ("cases:identifiers/test_names.py::test_a_name_that_hides_something_is_refused_before_any_sql",
         "core:unit/backend/test_raw.py::test_no_identifier_ends_its_quotes",
         "attacks:test_names.py::test_the_corpus_is_refused_or_quoted",
         "attacks:test_names.py::test_any_name_is_refused_or_quoted",
         "attacks:test_calls.py::test_a_hostile_name_gets_nowhere",
         "attacks:test_calls.py::test_defined_names_are_quoted",
         "attacks:test_calls.py::test_what_has_no_end_works_or_is_refused"),
    ),
    Promise(
        "A block that ended without an error is committed; otherwise it raises.",
        ("cases:transactions/test_failures.py::test_a_failure_caught_inside_ends_in_all_or_an_error",
         "cases:concurrency/test_conflicts.py::test_after_a_lock_timeout_all_is_saved_or_nothing",
         "core:integration/transactions/test_disk_full.py::test_caught_inside_all_is_saved_or_the_block_raises",
         "postgresql:integration/test_own_server.py::test_on_a_full_disk_a_block_is_saved_or_raises",
         "mysql:integration/test_own_server.py::test_on_a_full_disk_a_block_is_saved_or_raises",
         "postgresql:integration/test_transactions.py::test_a_swallowed_error_makes_the_commit_raise"),
    ),
    Promise(
        "An unknown outcome of COMMIT is an error of its own, and never retried.",
        ("cases:concurrency/test_sessions.py::test_one_that_died_before_the_commit",
         "servers:concurrency/test_network.py::test_a_commit_whose_answer_is_lost_is_of_unknown_outcome"),
    ),
    Promise(
        "A write is never silently run twice.",
        ("cases:concurrency/test_conflicts.py::test_single_statements_lose_no_update",
         "servers:concurrency/test_sessions.py"
         "::test_a_storm_of_dying_sessions_runs_no_write_twice_and_loses_none"),
    ),
    Promise(
        "A retry after a conflict runs the whole function again, a bounded number of times.",
        ("cases:concurrency/test_conflicts.py::test_serializable_transactions_lose_no_update",),
    ),
    Promise(
        "A dead connection does not reach a caller at checkout.",
        ("servers:concurrency/test_sessions.py::test_one_that_died_idle_reaches_nobody",
         "postgresql:integration/test_faults.py"
         "::test_a_session_that_the_server_ends_for_being_idle_reaches_no_task",
         "mysql:integration/test_idle.py::test_one_that_the_server_ended_reaches_no_task",
         "postgresql:integration/test_own_server.py::test_a_restart_reaches_no_caller",
         "mysql:integration/test_own_server.py::test_a_restart_reaches_no_caller",
         "core:unit/backend/connection/test_pool.py::test_one_that_died_while_idle_never_reaches_a_caller"),
    ),
    Promise(
        "A connection goes back clean or not at all.",
        ("cases:pool/test_pool.py::test_no_failure_keeps_a_connection",
         "cases:pool/test_pool.py::test_a_transaction_left_open_by_hand_does_not_come_back",
         "core:integration/connections/test_leftovers.py::test_nothing_is_left_for_the_next_caller",
         "postgresql:integration/test_sessions.py::test_nothing_is_left_for_the_next_caller",
         "postgresql:integration/test_sessions.py::test_nothing_is_left_of_what_a_query_called",
         "mysql:integration/test_leftovers.py::test_a_session_is_handed_on_clean",
         "mysql:integration/test_leftovers.py::test_nothing_is_left_of_what_a_query_called"),
    ),
    Promise(
        "An exhausted pool times out, serves first come, first served, and names who holds the connections.",
        ("cases:pool/test_pool.py::test_an_empty_pool_times_out_and_says_so",
         "cases:pool/test_pool.py::test_who_waits_is_served_first_come_first_served",
         "core:integration/connections/test_holders.py::test_a_transaction_is_named_by_the_line_that_began_it"),
    ),
    Promise(
        "A forked child leaves its parent's connections alone.",
        ("cases:concurrency/test_forks.py::test_the_child_s_connections_are_its_own",
         "cases:concurrency/test_forks.py::test_what_the_child_closes_and_collects_stays_open",
         "cases:concurrency/test_forks.py::test_a_transaction_stays_the_parent_s",
         "cases:concurrency/test_forks.py::test_a_stream_stays_the_parent_s"),
    ),
    Promise(
        "Mass assignment and filtering on private fields are opt-in.",
        ("cases:payloads/test_payloads.py::test_what_is_no_public_name_or_plain_value_is_refused",
         "cases:payloads/test_payloads.py::test_a_private_field_is_no_order_and_no_column_by_name",
         "cases:payloads/test_payloads.py::test_another_key_and_a_relation_are_named_to_be_assigned"),
    ),
    Promise(
        "Values come back exactly, or writing them raises.",
        ("cases:types/test_round_trip.py::test_a_value_comes_back_as_it_was",
         "cases:types/test_round_trip.py::test_a_value_that_hurts_is_kept_exactly_or_refused"),
    ),
    Promise(
        "A stream keeps memory flat, and may be left early.",
        ("cases:streaming/test_streams.py::test_memory_stays_flat",
         "cases:streaming/test_streams.py::test_a_stream_left_early_leaves_nothing_behind"),
    ),
    Promise("Reads after an own write are fresh, also with replicas.", (), "replicas: there is no routing to them yet"),
    Promise(
        "A transaction that is rolled back leaves the records as they were before it.",
        ("cases:transactions/test_records.py::test_a_created_record_is_new_again",
         "cases:transactions/test_records.py::test_a_changed_record_is_changed_again",
         "cases:transactions/test_records.py::test_a_savepoint_restores_what_it_undoes",
         "cases:state/test_any_order.py::test_a_record_tells_what_a_dict_does"),
    ),
)  # fmt: skip
