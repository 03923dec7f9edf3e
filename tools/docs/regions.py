"""Makes the generated regions of a page anew."""

from __future__ import annotations

import re
from pathlib import Path

from .guarantees import promises_table
from .measured import benchmark_table, relations_table, tracking_table
from .pages import regions_of, with_regions
from .statements import Statements
from .tables import column_types, error_tree, settings_tables

TABLES = {
    "errors": error_tree,
    "types": column_types,
    "settings": settings_tables,
    "benchmark": benchmark_table,
    "relations": relations_table,
    "tracking": tracking_table,
    "promises": promises_table,
}


def regenerated(page: Path) -> str:
    """Return a page with every generated region made anew.

    Raises:
        ValueError: A region bears a name that nothing is generated for.
        WrongPage: The page's program does not do what the page says.
    """
    text = page.read_text(encoding="utf-8")
    names = {region["name"] for region in regions_of(text)}
    if unknown := names - {"sql", *TABLES}:
        raise ValueError(f"{page}: nothing generates {', '.join(sorted(unknown))}; known: sql, {', '.join(TABLES)}")
    statements = Statements(page) if "sql" in names else None

    def made(region: re.Match[str]) -> str:
        if statements is not None and region["name"] == "sql":
            return "\n" + statements.before(region.start())
        return TABLES[region["name"]]()

    return with_regions(text, made)
