"""Every distribution has a history in docs/history, well-formed and in step with its version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import tomli
from packaging.version import InvalidVersion, Version

from tools.checks.report import Check, Finding, command
from tools.checks.syntax.history import Malformed, Release, read_releases

DISTRIBUTIONS = ("packages/*/pyproject.toml", "tests-shared/pyproject.toml")
GROUPS = ("Changed", "Deprecated", "Removed", "Added", "Fixed", "Security")


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield what is missing, superfluous or misspelt; each root is the `docs/history` of a repository."""
    for root in roots:
        versions = dict(_distributions(root.parents[1]))
        histories = {path.stem: path for path in root.glob("*.md")}
        for name in versions.keys() - histories.keys():
            yield Finding(root / f"{name}.md", 1, f"{name} has no history")
        for name, path in histories.items():
            yield from _history(name, path, versions.get(name))


def _distributions(repository: Path) -> Iterator[tuple[str, Version]]:
    for pattern in DISTRIBUTIONS:
        for path in repository.glob(pattern):
            project = tomli.loads(path.read_text(encoding="utf-8"))["project"]
            yield project["name"], Version(project["version"])


def _history(name: str, path: Path, version: Version | None) -> Iterator[Finding]:
    if version is None:
        yield Finding(path, 1, f"no distribution is called {name}")
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    if lines[:1] != [f"# {name} history"]:
        yield Finding(path, 1, f"the title is `# {name} history`")
    try:
        releases = list(read_releases(lines))
    except Malformed as error:
        yield Finding(path, error.line, str(error))
        return
    yield from (Finding(path, line, message) for line, message in _releases(releases, version))


def _releases(releases: Sequence[Release], version: Version) -> Iterator[tuple[int, str]]:
    if not releases or releases[0].name != "Unreleased":
        yield 1, "the first section is `## Unreleased`"
        return
    for release in releases:
        yield from _groups(release)
    try:
        versions = [Version(release.name) for release in releases[1:]]
        dates = [date.fromisoformat(release.date or "") for release in releases[1:]]
    except (InvalidVersion, ValueError) as error:
        yield 1, f"a release has a version and a date: {error}"
        return
    yield from _order(releases[1:], versions, dates)
    yield from _newest(releases[0], versions, version)


def _groups(release: Release) -> Iterator[tuple[int, str]]:
    names = [group.name for group in release.groups]
    if not names and release.name != "Unreleased":
        yield release.line, f"{release.name} lists no change"
    if names != [name for name in GROUPS if name in names]:
        yield release.line, f"the groups of {release.name} are, once each and in this order: {', '.join(GROUPS)}"
    for group in release.groups:
        if not group.items:
            yield group.line, f"{group.name} of {release.name} is empty"


def _order(releases: Sequence[Release], versions: list[Version], dates: list[date]) -> Iterator[tuple[int, str]]:
    ages = list(zip(versions, dates, strict=True))
    for release, (newer, older) in zip(releases[1:], pairwise(ages), strict=True):
        if newer[0] <= older[0] or newer[1] < older[1]:
            yield release.line, f"{release.name} stands below {newer[0]} and is not older"


def _newest(unreleased: Release, versions: list[Version], current: Version) -> Iterator[tuple[int, str]]:
    released = max(versions, default=None)
    if released and current < released:
        yield unreleased.line, f"pyproject.toml says {current}, older than the newest release, {released}"
    elif current != released and not unreleased.groups:
        yield unreleased.line, f"{current} is not released and nothing is listed for it"


CHECK = Check(
    "history",
    "Every distribution has a history, and its newest release is the one that pyproject.toml names.",
    ("docs/history",),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
