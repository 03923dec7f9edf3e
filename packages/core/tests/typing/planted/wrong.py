"""Expectations that are wrong on purpose: the runner must complain about each of them."""

from typing_extensions import reveal_type

number = int("3")
reveal_type(number)  # reveal: str
reveal_type(number)
number.bit_length()  # reveal: int
number.bit_count()  # error: anything
first: str = number
second: str = number  # error: other reason
