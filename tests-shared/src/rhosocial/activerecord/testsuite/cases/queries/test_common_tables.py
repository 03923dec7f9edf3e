"""WITH: named queries, recursive ones, and windows filtered through them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, avg, col, count, dense_rank, func, lag, literal, rank, row_number, sum_
from rhosocial.activerecord.testsuite import Runner, Tables, requires

PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 4, 6: None}
pytestmark = requires("common_table_expressions", "window_functions")


@pytest.fixture
def staff(run: Runner, tables: Tables) -> Any:
    """Six people, the first above four of them."""

    class Person(ActiveRecord):
        name: str
        boss_id: int | None = None
        pay: int = 0

    run.drive(tables.create(Person))
    rows: Iterable[dict[str, Any]] = (
        {"id": key, "name": f"p{key}", "boss_id": boss, "pay": 100 * (key // 2)} for key, boss in PARENTS.items()
    )
    run.drive(run(Person.insert_many, list(rows)))
    return Person


def _below(staff: Any, key: int) -> Any:
    start = staff.where(id=key).select("id", "name").annotate(depth=literal(1))
    return staff.query().with_cte(
        "tree",
        start,
        recursive=lambda tree: (
            staff.query().join_on(tree, staff.boss_id == tree.id).select("id", "name").annotate(depth=tree.depth + 1)
        ),
    )


async def test_a_tree_is_walked(run: Runner, staff: Any) -> None:
    query = _below(staff, 1).from_cte("tree").order_by("depth", "id")
    assert await run(query.pluck, "id", "depth") == [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4)]
    assert await run(query.where(depth__gte=3).pluck, "name") == ["p4", "p5"]
    assert await run(query.count) == 5


async def test_a_common_table_is_joined(run: Runner, staff: Any) -> None:
    query = _below(staff, 2).join_on("tree", lambda tree: staff.id == tree.id)
    assert await run(query.order_by("id").pluck, "id", query.cte("tree").depth) == [(2, 1), (4, 2), (5, 3)]


async def test_a_common_table_is_a_set_to_look_in(run: Runner, staff: Any) -> None:
    branch = _below(staff, 2).from_cte("tree").only("id")
    assert await run(staff.where(col(staff.id).not_in(branch)).order_by("id").ids) == [1, 3, 6]


async def test_groups_are_named_and_filtered(run: Runner, staff: Any) -> None:
    numbers = staff.where(boss_id__isnull=False).group_by("boss_id").annotate(n=count())
    query = staff.query().with_cte("numbers", numbers).join_on("numbers", lambda numbers: staff.id == numbers.boss_id)
    assert await run(query.order_by("id").pluck, "name", query.cte("numbers").n) == [("p1", 2), ("p2", 1), ("p4", 1)]


@pytest.mark.parametrize(
    ("function", "expected"),
    [(row_number(), [1, 2, 3, 4, 5, 6]), (rank(), [1, 2, 2, 4, 4, 6]), (dense_rank(), [1, 2, 2, 3, 3, 4])],
)
async def test_rows_are_ranked(run: Runner, staff: Any, function: Any, expected: list[int]) -> None:
    order = [col(staff.pay), col(staff.id)] if function.name == "row_number" else [col(staff.pay)]
    assert await run(staff.order_by("id").pluck, function.over(order_by=order)) == expected


async def test_windows_look_back_and_add_up(run: Runner, staff: Any) -> None:
    pay, key = col(staff.pay), col(staff.id)
    found = await run(
        staff.order_by("id").pluck,
        lag(pay).over(order_by=key),
        sum_(pay).over(order_by=key, rows=(None, 0)),
        sum_(pay).over(order_by=key, rows=(-1, 1)),
        count().over(partition_by=pay),
        func.first_value(key, type=int).over(partition_by=pay, order_by=key),
    )
    assert found == [
        (None, 0, 100, 1, 1),
        (0, 100, 200, 2, 2),
        (100, 200, 400, 2, 2),
        (100, 400, 500, 2, 4),
        (200, 600, 700, 2, 4),
        (200, 900, 500, 1, 6),
    ]


@requires("decimal_windows")
async def test_windows_add_up_decimals_exactly(run: Runner, tables: Tables) -> None:
    class Sale(ActiveRecord):
        price: Decimal | None = None

    await tables.create(Sale)
    prices = ["0.10", "5", None, "20.30", "-0.10"]
    await run(Sale.insert_many, [{"price": price and Decimal(price)} for price in prices])
    price, key = col(Sale.price), col(Sale.id)
    found = await run(
        Sale.order_by("id").pluck,
        sum_(price).over(order_by=key, rows=(None, 0)),
        sum_(price).over(order_by=key, rows=(0, 0)),
        avg(price).over(order_by=key, rows=(-1, 0)),
    )
    assert [total for total, _, _ in found] == list(map(Decimal, ["0.1", "5.1", "5.1", "25.4", "25.3"]))
    assert [alone for _, alone, _ in found] == [price and Decimal(price) for price in prices]
    assert [round(Decimal(mean), 9) for _, _, mean in found] == list(map(Decimal, ["0.1", "2.55", "5", "20.3", "10.1"]))


async def test_the_best_of_each_group_are_found(run: Runner, staff: Any) -> None:
    place = row_number().over(partition_by=col(staff.pay), order_by=col(staff.id).desc())
    query = staff.query().with_cte("ranked", staff.query().annotate(place=place)).from_cte("ranked")
    best = await run(query.where(place=1).order_by("id").all)
    assert [(person.id, person.place) for person in best] == [(1, 1), (3, 1), (5, 1), (6, 1)]
