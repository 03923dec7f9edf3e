"""The public types, as mypy and pyright see them."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from typing_runner.checkers import CHECKERS, Checker, Finding
from typing_runner.comparison import mismatches

from rhosocial.activerecord import ActiveRecord, InvalidValue, col

FOLDER = Path(__file__).parent
FIXTURES = sorted(FOLDER.glob("fixtures/*.py"))
PLANTED = sorted(FOLDER.glob("planted/*.py"))

enforced = pytest.mark.parametrize(
    "checker",
    [pytest.param(c, id=c.name, marks=pytest.mark.xdist_group(c.name)) for c in CHECKERS if c.enforced],
)
"""A group is run by one process: two of one checker at once would write one cache."""


@cache
def findings(checker: Checker) -> list[Finding]:
    """One run of a checker serves every test: starting it is what takes the time."""
    return checker.run(FOLDER, [*FIXTURES, *PLANTED])


def differing(checker: Checker, files: list[Path]) -> list[str]:
    names = {path.name for path in files}
    found = [finding for finding in findings(checker) if finding.file in names]
    return [str(mismatch) for mismatch in mismatches(checker, files, found)]


@enforced
def test_checker_says_what_the_fixtures_expect(checker: Checker) -> None:
    assert differing(checker, FIXTURES) == []


@enforced
def test_planted_wrong_expectations_are_caught(checker: Checker) -> None:
    complaints = [
        "wrong.py:6: reveal is 'int', expected 'str'",
        "wrong.py:7: unexpected reveal: int",
        "wrong.py:8: missing reveal: int",
        "wrong.py:9: missing error: anything",
        "wrong.py:10: unexpected error: ",
        "wrong.py:11: error is ",
    ]
    assert [
        shown[: len(wanted)] for shown, wanted in zip(differing(checker, PLANTED), complaints, strict=True)
    ] == complaints


def test_models_of_both_tiers_run_as_they_are_typed(tmp_path: Path) -> None:
    from plain_models import Author, Book
    from typed_models import Loan, Reader

    ActiveRecord.configure(f"sqlite:///{tmp_path / 'typed.db'}")
    ActiveRecord.create_tables(Author, Book, Reader, Loan)
    author = Author.create(name="Ursula", email="u@example.org")
    Book.create(title="Lavinia", author=author)
    assert Book.where(Book.author_id == author.id).pluck(Book.title, Book.price) == [("Lavinia", Decimal(0))]
    assert Author.where(col(Author.born) > 1900).all() == []
    reader = Reader.create(age=41)
    Loan.create(reader_id=reader.id)
    assert Reader.where(Reader.age >= 18).pluck(Reader.age, Reader.nick) == [(41, None)]
    assert [loan.reader.age for loan in reader.loans] == [41]
    with pytest.raises(InvalidValue):
        Reader.where(age="18")
    ActiveRecord.backend().close()
