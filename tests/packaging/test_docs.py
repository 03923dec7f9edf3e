"""The programs in README files and in the documentation run on the installed wheels and print what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.packaging.environment import Environment
from tests.packaging.wheels import REPOSITORY

BLOCK = re.compile(r"^```(?P<language>python|text)\b[^\n]*\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = ("README.md", "packages/*/README.md", "tests-shared/README.md", "docs/*.md")
QUICKSTART = "docs/quickstart.md"
QUICKSTART_LINES = 15
BESIDE = ("cryptography", "fastapi", "httpx2")
"""What a few pages use beside the library: an extra's package, a framework for the web, and its client."""


@pytest.fixture(scope="module")
def equipped(environment: Environment) -> Environment:
    """The environment with what the pages use."""
    environment.add(*BESIDE)
    return environment


def _blocks(page: str, language: str) -> str:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return "".join(block["code"] for block in BLOCK.finditer(text) if block["language"] == language)


def _pages_with_code() -> list[str]:
    pages = [str(path.relative_to(REPOSITORY)) for place in PLACES for path in sorted(REPOSITORY.glob(place))]
    return [page for page in pages if _blocks(page, "python")]


@pytest.mark.parametrize("page", _pages_with_code())
def test_the_program_of_a_page_prints_what_the_page_says(
    equipped: Environment, installed: Environment, tmp_path: Path, page: str
) -> None:
    printed = installed.run(_blocks(page, "python"), folder=tmp_path)
    assert printed == _blocks(page, "text")


def test_the_quickstart_is_short() -> None:
    lines = [line for line in _blocks(QUICKSTART, "python").splitlines() if line.strip()]
    assert 0 < len(lines) < QUICKSTART_LINES
