"""Run type checkers over fixture files and compare what they say, line by line, with the comments in those files.

A fixture says what a checker must find on its line:

- `# reveal: list[Author]`: the type `reveal_type()` shows, without module names and with unions in this order;
- `# error: agee`: at least one error, whose text contains the words after the colon;
- `# reveal[mypy]: …` or `# error[pyright]: …`: the same, of one checker only; it outranks an unnamed one.

Everything else a checker finds is a mismatch, and so is everything it does not find.
"""
