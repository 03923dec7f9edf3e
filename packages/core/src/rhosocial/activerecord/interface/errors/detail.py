"""One error in the form in which pydantic tells it."""

from __future__ import annotations

from typing import TypedDict

from typing_extensions import NotRequired


class ErrorDetail(TypedDict):
    """One error, shaped as pydantic shapes it."""

    type: str
    loc: tuple[int | str, ...]
    msg: str
    input: object
    ctx: NotRequired[dict[str, object]]
