"""A page that does not say what happens is found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs.program import Program, WrongPage


def _run(folder: Path, text: str) -> None:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    Program(page).run()


def test_a_page_that_says_what_happens(tmp_path: Path) -> None:
    _run(tmp_path, "```python\nx = 2\nx + 1  # -> 3\nprint('hello')\n```\n\n```text\nhello\n```\n")


def test_blocks_are_one_program(tmp_path: Path) -> None:
    _run(tmp_path, "```python\nx = 2\n```\n\n```python\nx  # -> 2\n```\n")


@pytest.mark.parametrize("expected", ["…", "'a…'", "'…c'", "'a…c'", "'a…b…c'"])
def test_an_ellipsis_is_anything(tmp_path: Path, expected: str) -> None:
    _run(tmp_path, f"```python\n'abc'  # -> {expected}\n```\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```python\n1 + 1  # -> 3\n```\n", 2),
        ("```python\n'abc'  # -> 'x…'\n```\n", 2),
        ("```python\nprint(1)\n```\n```text\n2\n```\n", 5),
        ("```python\nx = 1\n```\n```text\nx\n```\n", 5),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(WrongPage, match=rf"page\.md:{line}\n"):
        _run(tmp_path, text)


def test_an_error_is_shown_at_its_line_of_the_page(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        _run(tmp_path, "# A page\n\n```python\n1 / 0\n```\n")
    frame = caught.traceback[-1]
    assert (Path(frame.path).name, frame.lineno + 1) == ("page.md", 4)
