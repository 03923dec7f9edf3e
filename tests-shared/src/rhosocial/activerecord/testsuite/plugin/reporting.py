"""What a run says: its backends at the top, their scorecards at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..environment import Facts
from ..scorecard import DEVIATES, FAILED, LEFT_OUT, OUTCOMES, PASSED, UNSUPPORTED, Scorecard
from ..target import Target
from .deviating import PROPERTY
from .fixtures import FACTS
from .selecting import TARGETS

WORKER_OUTPUT = "conformance"


class Reporter:
    """Hears of every case and keeps the scorecards; a worker of xdist's only passes on what it knows of its servers."""

    def __init__(self, config: pytest.Config) -> None:
        self._cards = {target.name: _blank(target) for target in config.stash[TARGETS].found}

    def pytest_report_header(self, config: pytest.Config) -> list[str]:
        """Name the backends whose conformance is tested, and why others are left out."""
        targets = config.stash[TARGETS]
        there = ", ".join(target.name for target in targets.present)
        absent = [f"conformance leaves out {name}: {reason}" for name, reason in targets.absent.items()]
        return [f"conformance of {there}", *absent] if there else absent

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a case came to."""
        case: Any = dict(report.user_properties).get(PROPERTY)
        outcome = None if case is None else outcome_of(report, bool(case.get("unsupported")))
        if outcome is not None:
            self._cards[case["backend"]].note(case["mode"], case["case"], outcome)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over what a process of xdist's knows."""
        self._learn(getattr(node, "workeroutput", {}).get(WORKER_OUTPUT, {}))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Pass on what this process knows, or write the scorecards."""
        known = session.config.stash.get(FACTS, {})
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[WORKER_OUTPUT] = known
            return
        self._learn(known)
        folder: Path | None = session.config.getoption("--scorecard")
        if folder is not None:
            for card in self._filled():
                card.write(folder)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say in a line for each backend how it did."""
        for card in self._filled():
            counts = card.counts()
            said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
            terminalreporter.write_line(f"conformance {card.backend} ({card.server}, {card.driver}): {said}")

    def _filled(self) -> list[Scorecard]:
        return [card for card in self._cards.values() if card.outcomes]

    def _learn(self, known: dict[str, Facts]) -> None:
        for name, facts in known.items():
            self._cards[name].learn(facts)


def _blank(target: Target) -> Scorecard:
    deviations = [{"case": item.case, "reason": item.reason, "link": item.link} for item in target.deviations]
    return Scorecard(target.name, target.driver, deviations=deviations)


def outcome_of(report: pytest.TestReport, unsupported: bool) -> str | None:
    """Return the outcome that a report of one phase stands for; None where another phase decides."""
    if report.failed:
        return FAILED
    if report.skipped:
        return DEVIATES if hasattr(report, "wasxfail") else LEFT_OUT
    if report.when != "call":
        return None
    return UNSUPPORTED if unsupported else PASSED
