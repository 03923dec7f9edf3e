"""The scorecard of one backend on one driver and server: what passed, what it refuses, where it deviates."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PASSED, UNSUPPORTED, DEVIATES, LEFT_OUT, FAILED = "passed", "unsupported", "deviates", "left out", "failed"
OUTCOMES = (PASSED, UNSUPPORTED, DEVIATES, LEFT_OUT, FAILED)


@dataclass
class Scorecard:
    """What a run found out about one backend.

    Attributes:
        backend: Its name.
        driver: The driver with its version.
        server: The server with its version.
        capabilities: What the server can do, by name.
        outcomes: Mode, then case, to one of `OUTCOMES`.
        deviations: The declared ones, each with case, reason and link.
    """

    backend: str
    driver: str = ""
    server: str = ""
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)
    deviations: Iterable[Mapping[str, str]] = ()

    def note(self, mode: str, case: str, outcome: str) -> None:
        """Note what a case came to; a failure in set-up or tear-down outweighs what came before."""
        self.outcomes.setdefault(mode, {})[case] = outcome

    def learn(self, facts: Mapping[str, Any]) -> None:
        """Take over what a test process knows of its server."""
        self.server, self.capabilities = facts["server"], facts["capabilities"]

    def counts(self, mode: str | None = None, area: str | None = None) -> Counter[str]:
        """Count the outcomes, of one mode and of one area where they are named."""
        return Counter(
            outcome
            for name, cases in self.outcomes.items()
            for case, outcome in cases.items()
            if mode in (None, name) and area in (None, area_of(case))
        )

    @property
    def areas(self) -> list[str]:
        """The areas that have cases."""
        return sorted({area_of(case) for cases in self.outcomes.values() for case in cases})

    @property
    def file_name(self) -> str:
        """The name of its file."""
        words = [self.backend, self.driver, self.server]
        return "_".join(re.sub(r"[^A-Za-z0-9.]+", "-", word).strip("-") for word in words if word) + ".json"

    def write(self, folder: Path) -> Path:
        """Write it as JSON into a folder; equal runs write equal files."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.file_name
        path.write_text(json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> Scorecard:
        """Read one that was written."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def area_of(case: str) -> str:
    """Return the area of a case: its folder."""
    return case.partition("/")[0]
