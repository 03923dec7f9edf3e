"""The functions generated for a statement's parameters and rows do what a plain loop would."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhosocial.activerecord.backend.compiled import (
    MAX_GENERATED,
    CompiledQuery,
    Decoder,
    Encoder,
    make_bind,
    make_rows,
)

NOTHING = frozenset({type(None)})
Slots = Sequence[tuple[int, "Encoder | None"]]


def shout(value: object) -> object:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value.upper()


SHOUT = Encoder(NOTHING, shout)
SHOUT_NEW_STR = Encoder(NOTHING | {int}, shout, ("x + '!'", ""), str)


def test_no_parameters_bind_to_nothing() -> None:
    assert make_bind([])(["ignored"]) == ()


def test_values_in_order_without_encoders_pass_as_they_are() -> None:
    assert make_bind([(0, None), (1, None)])([1, "a"]) == (1, "a")


def test_values_follow_the_order_of_the_placeholders() -> None:
    assert make_bind([(2, None), (0, None), (2, None)])(["a", "b", "c"]) == ("c", "a", "c")


def test_an_encoder_is_asked_for_what_is_not_direct() -> None:
    bind = make_bind([(0, SHOUT), (1, None), (2, SHOUT)])
    assert bind(["a", "b", None]) == ("A", "b", None)


def test_an_encoder_s_error_leaves_bind() -> None:
    with pytest.raises(TypeError, match="5 is no text"):
        make_bind([(0, SHOUT)])([5])


def test_the_quick_case_is_inlined_and_the_others_go_to_the_function() -> None:
    class Text(str):
        __slots__ = ()

    bind = make_bind([(0, SHOUT_NEW_STR)])
    assert bind(["a"]) == ("a!",)
    assert bind([Text("a")]) == ("A",)
    assert bind([5]) == (5,)
    assert bind([None]) == (None,)


@pytest.mark.parametrize("number", [1, MAX_GENERATED, MAX_GENERATED + 1, 3 * MAX_GENERATED])
@pytest.mark.parametrize("encoder", [None, SHOUT], ids=["plain", "encoded"])
def test_any_number_of_parameters_binds_alike(number: int, encoder: Encoder | None) -> None:
    slots: Slots = [(number - 1 - index, encoder) for index in range(number)]
    values = [f"v{index}" for index in range(number)]
    expected = tuple(value.upper() if encoder else value for value in reversed(values))
    assert make_bind(slots)(values) == expected


def test_the_loop_passes_none_and_parameters_without_an_encoder() -> None:
    slots: Slots = [(0, SHOUT), (1, None)] * MAX_GENERATED
    assert make_bind(slots)([None, 5]) == (None, 5) * MAX_GENERATED


@given(st.lists(st.tuples(st.booleans(), st.one_of(st.none(), st.text())), max_size=2 * MAX_GENERATED))
def test_generated_and_looping_bind_agree_with_the_definition(items: list[tuple[bool, str | None]]) -> None:
    slots: Slots = [(index, SHOUT if encoded else None) for index, (encoded, _) in enumerate(items)]
    values = [value for _, value in items]
    expected = tuple(value.upper() if encoded and value is not None else value for encoded, value in items)
    assert make_bind(slots)(values) == expected


def test_rows_that_need_no_decoding_are_returned_as_they_are() -> None:
    rows = [(1, "a")]
    assert make_rows([None, None])(rows) is rows
    assert make_rows([])(rows) is rows


def test_rows_are_decoded_by_column_and_null_stays_none() -> None:
    decoders = [None, Decoder(Decimal), Decoder(bool, "{} != 0")]
    rows = make_rows(decoders)([("a", "1.50", 1), ("b", None, None), ("c", "0", 0)])
    assert list(rows) == [("a", Decimal("1.50"), True), ("b", None, None), ("c", Decimal(0), False)]


def test_one_column_decodes_to_tuples_of_one() -> None:
    assert list(make_rows([Decoder(int)])([("7",)])) == [(7,)]


def test_a_compiled_query_knows_its_width_and_keeps_its_row_decoder() -> None:
    compiled = CompiledQuery("SELECT ?, ?", [(0, None), (0, None)], (Decoder(int),), ("n",))
    assert compiled.width == 2
    assert compiled.rows([("3",)]) == [(3,)]
    made = compiled.loaders[tuple]
    compiled.rows([("4",)])
    assert compiled.loaders[tuple] is made


@pytest.mark.parametrize("number", [1, 3, MAX_GENERATED + 1])
def test_values_are_found_by_name_as_they_are_in_order(number: int) -> None:
    slots = [(index, SHOUT if index % 2 else None) for index in reversed(range(number))]
    compiled = CompiledQuery("", slots)
    names = tuple(f"it's {index}" for index in range(number))
    values = [f"v{index}" for index in range(number)]
    bind = compiled.bind_named(names)
    assert bind({**dict(zip(names, values)), "more": 1}) == compiled.bind(values)
    assert compiled.bind_named(names) is bind
