"""The result of compiling: text, and functions generated for its parameters and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..interface.slotted import slotted

Row = tuple[Any, ...]
Bind = Callable[[Sequence[object]], "tuple[object, ...]"]
NamedBind = Callable[[Mapping[str, object]], "tuple[object, ...]"]

MAX_GENERATED = 64
"""Beyond so many parameters a loop beats a generated function, which would have to be compiled first."""


@slotted
class Encoder:
    """How one parameter reaches the driver.

    Attributes:
        direct: The types whose values the driver takes as they are; None among them.
        function: Encodes every other value, or raises InvalidValue or DataError.
        quick: The common case inlined: an expression of `x`, and a further condition on `x` under which it holds.
        kind: The exact type of that common case.
    """

    direct: frozenset[type]
    function: Callable[[Any], object]
    quick: tuple[str, str] | None = None
    kind: type = object


@slotted
class Decoder:
    """How one column of a result becomes a Python value.

    Attributes:
        function: Decodes a value that is not None.
        inline: The same as an expression of `{}`, for generated loops; empty where a call is needed.
    """

    function: Callable[[Any], Any]
    inline: str = ""

    def source(self, variable: str, name: str) -> str:
        """Return the Python expression that decodes a variable, None included."""
        call = self.inline.format(variable) if self.inline else f"{name}({variable})"
        return f"None if {variable} is None else {call}"


class CompiledQuery:
    """A statement's text for one dialect, kept under its shape.

    Attributes:
        sql: The text, with the driver's placeholders.
        bind: Turns the statement's values into the driver's parameters.
        width: How many parameters it has.
        decoders: One per column of the result; None where the driver's value is the Python value.
        labels: The names of the result's columns.
        is_kept: Whether it serves all statements of its shape.
        loaders: Functions generated for what the rows are to become, kept by what that is.
    """

    __slots__ = ("_named", "_slots", "bind", "decoders", "is_kept", "labels", "loaders", "sql", "width")

    def __init__(
        self,
        sql: str,
        slots: Sequence[tuple[int, Encoder | None]],
        decoders: tuple[Decoder | None, ...] = (),
        labels: tuple[str, ...] = (),
        is_kept: bool = True,
    ) -> None:
        self.sql = sql
        self.bind: Bind = make_bind(slots)
        self.width = len(slots)
        self._slots = slots
        self._named: dict[tuple[str, ...], NamedBind] = {}
        self.decoders = decoders
        self.labels = labels
        self.is_kept = is_kept
        self.loaders: dict[object, Callable[..., Any]] = {}

    def bind_named(self, names: tuple[str, ...]) -> NamedBind:
        """Return `bind` for values that stand in a mapping, under the names given in their order."""
        bind = self._named.get(names)
        if bind is None:
            bind = self._named[names] = make_bind([(names[index], encoder) for index, encoder in self._slots])
        return bind

    def rows(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Decode the rows of a result to tuples."""
        decode = self.loaders.get(tuple)
        if decode is None:
            decode = self.loaders[tuple] = make_rows(self.decoders)
        try:
            decoded: Sequence[Row] = decode(rows)
        except Exception:
            self._explain(rows)
            raise
        return decoded

    def _explain(self, rows: Sequence[Row]) -> None:
        from .unreadable import unreadable  # few results need it

        functions = [None if decoder is None else decoder.function for decoder in self.decoders]
        error = unreadable(self.labels, functions, rows, lambda row: "")
        if error is not None:
            raise error


def make_bind(slots: Sequence[tuple[Any, Encoder | None]]) -> Callable[[Any], tuple[object, ...]]:
    """Generate the function that encodes a statement's values in the order of its placeholders.

    Args:
        slots: For each placeholder the index or key of its value, and how that is encoded.
    """
    if not slots:
        return lambda values: ()
    if all(encoder is None for _, encoder in slots) and [key for key, _ in slots] == list(range(len(slots))):
        return tuple
    if len(slots) > MAX_GENERATED:
        return _looping_bind(slots)
    names: dict[str, object] = {}
    items = [_encode_source(key, number, encoder, names) for number, (key, encoder) in enumerate(slots)]
    return generate(f"lambda v: ({', '.join(items)},)", names)


def _encode_source(key: object, number: int, encoder: Encoder | None, names: dict[str, object]) -> str:
    if encoder is None:
        return f"v[{key!r}]"
    names[f"d{number}"], names[f"e{number}"] = encoder.direct, encoder.function
    given = f"(x := v[{key!r}])"
    if encoder.quick is None:
        return f"x if {given}.__class__ in d{number} else e{number}(x)"
    names[f"k{number}"] = encoder.kind
    value, condition = encoder.quick
    quick = f"{value} if {given}.__class__ is k{number}{condition and ' and '}{condition}"
    return f"{quick} else x if x.__class__ in d{number} else e{number}(x)"


def _looping_bind(slots: Sequence[tuple[Any, Encoder | None]]) -> Callable[[Any], tuple[object, ...]]:
    steps = [(key, encoder or Encoder(_EVERYTHING, _same)) for key, encoder in slots]

    def bind(values: Any) -> tuple[object, ...]:
        return tuple(
            [
                value if (value := values[key]).__class__ in encoder.direct else encoder.function(value)
                for key, encoder in steps
            ]
        )

    return bind


_EVERYTHING: frozenset[type] = frozenset()


def _same(value: object) -> object:
    return value


def make_rows(decoders: Sequence[Decoder | None]) -> Callable[[Sequence[Row]], Sequence[Row]]:
    """Generate the function that decodes rows to tuples; rows that need nothing are returned as they are."""
    if not any(decoders):
        return lambda rows: rows
    variables = column_variables(len(decoders))
    names, items = decode_sources(decoders, variables)
    return generate(f"lambda rows: [({', '.join(items)},) for {variables_pattern(variables)} in rows]", names)


def column_variables(count: int) -> list[str]:
    """Name one variable for each column of a row."""
    return [f"c{number}" for number in range(count)]


def variables_pattern(variables: Iterable[str]) -> str:
    """Return the target that unpacks a row into its variables."""
    return f"({', '.join(variables)},)"


def decode_sources(decoders: Sequence[Decoder | None], variables: Sequence[str]) -> tuple[dict[str, object], list[str]]:
    """Return the decoding expression of each column, and the functions those call, by name."""
    names: dict[str, object] = {}
    items = []
    for variable, decoder in zip(variables, decoders):
        if decoder is None:
            items.append(variable)
        else:
            names[f"decode_{variable}"] = decoder.function
            items.append(decoder.source(variable, f"decode_{variable}"))
    return names, items


def generate(source: str, names: dict[str, object]) -> Callable[..., Any]:
    """Evaluate a generated lambda; its text holds numbered names only, and a user's as literals."""
    made: Callable[..., Any] = eval(source, names)
    return made
