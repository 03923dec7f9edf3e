"""What a checker found, against what the fixtures expect of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from typing_runner.checkers import Checker, Finding
from typing_runner.expectations import Expectation, Kind, read_expectations

Place = tuple[str, int, Kind]
"""A file, a line, and what kind of thing was said about it."""


@dataclass(frozen=True, order=True)
class Mismatch:
    """A line of which a checker said something other than the fixture does."""

    file: str
    line: int
    complaint: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.complaint}"


def mismatches(checker: Checker, files: Iterable[Path], findings: Iterable[Finding]) -> list[Mismatch]:
    """Compare findings with the expectations of the files, line by line and kind by kind.

    Args:
        checker: whose findings they are.
        files: the fixtures that were checked.
        findings: what the checker said.

    Returns:
        One entry for each line and kind that differ, in the order of the files' lines.
    """
    found: defaultdict[Place, list[str]] = defaultdict(list)
    for finding in findings:
        found[finding.file, finding.line, finding.kind].append(finding.text)
    return sorted(_compare(expected_of(checker, files), found))


def expected_of(checker: Checker, files: Iterable[Path]) -> dict[Place, Expectation]:
    """Return the expectations that concern one checker; the one that names it most particularly stands."""
    expected: dict[Place, Expectation] = {}
    written = [(path.name, expectation) for path in files for expectation in read_expectations(path)]
    for name in reversed(checker.names):
        expected |= {(file, each.line, each.kind): each for file, each in written if each.checker == name}
    return expected


def _compare(expected: dict[Place, Expectation], found: dict[Place, list[str]]) -> Iterator[Mismatch]:
    for key in expected.keys() | found.keys():
        complaint = _complaint(key[2], expected.get(key), found.get(key))
        if complaint:
            yield Mismatch(key[0], key[1], complaint)


def _complaint(kind: Kind, expectation: Expectation | None, found: list[str] | None) -> str | None:
    if expectation is None:
        return f"unexpected {kind}: {' / '.join(found or ())}"
    if found is None:
        return f"missing {kind}: {expectation.text}"
    said = " / ".join(found)
    agrees = expectation.text in said if kind == "error" else expectation.text == said
    return None if agrees else f"{kind} is {said!r}, expected {expectation.text!r}"
