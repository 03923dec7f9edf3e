"""From scorecards to Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rhosocial.activerecord.testsuite.scorecard import DEVIATES, FAILED, LEFT_OUT, PASSED, UNSUPPORTED, Scorecard

REMARKS = {UNSUPPORTED: "refused", DEVIATES: "deviate", LEFT_OUT: "left out", FAILED: "**failed**"}
"""An outcome that a cell mentions where it occurs, and in which word."""


def render(cards: Sequence[Scorecard]) -> str:
    """Return the table of areas by backend, and below it the declared deviations."""
    return "\n".join([*_table(cards), "", *_deviations(cards)])


def _table(cards: Sequence[Scorecard]) -> Iterator[str]:
    yield _row(["area", *(card.backend for card in cards)])
    yield _row(["---"] * (len(cards) + 1))
    yield _row(["server", *(card.server for card in cards)])
    yield _row(["driver", *(card.driver for card in cards)])
    for area in sorted({area for card in cards for area in card.areas}):
        yield _row([area, *(_cell(card, area) for card in cards)])
    yield _row(["all", *(_cell(card) for card in cards)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(card: Scorecard, area: str | None = None) -> str:
    counts = card.counts(area=area)
    remarks = [f"{counts[outcome]} {word}" for outcome, word in REMARKS.items() if counts[outcome]]
    return ", ".join([str(counts[PASSED]), *remarks])


def _deviations(cards: Sequence[Scorecard]) -> Iterator[str]:
    for card in cards:
        for deviation in card.deviations:
            case, reason, link = deviation["case"], deviation["reason"], deviation["link"]
            yield f"- {card.backend}, `{case}`: [{reason}]({link})"
