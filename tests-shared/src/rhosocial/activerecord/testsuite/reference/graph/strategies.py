"""Random rows for the models, and random paths of their relations, for Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .joins import RELATIONS, Row, Rows


@st.composite
def graphs(draw: st.DrawFn) -> Rows:
    """Rows for all models, few enough that most examples have parents without children and children that share one."""
    number = {name: draw(st.integers(0, most)) for name, most in _MOST.items()}
    keys = {name: range(1, count + 1) for name, count in number.items()}

    def one_of(name: str) -> Any:
        return draw(st.sampled_from(keys[name]))

    def some(name: str) -> Any:
        return draw(st.none() | st.sampled_from(keys[name])) if number[name] else None

    shelves = [{"room": "AB"[key % 2], "place": key} for key in keys["Shelf"]]
    places: st.SearchStrategy[Row] = st.sampled_from(
        [{"room": None, "place": None}, {"room": "A", "place": None}, *shelves]
    )
    names = st.sampled_from(["x", "y", "z"])
    counts = st.integers(1, 4)
    return {
        "Shelf": shelves,
        "Writer": [
            {
                "id": key,
                "name": draw(names),
                "mentor_id": draw(st.none() | st.integers(1, key - 1)) if key > 1 else None,
            }
            for key in keys["Writer"]
        ],
        "Portrait": [{"id": key, "writer_id": one_of("Writer")} for key in keys["Portrait"] if number["Writer"]],
        "Novel": [
            {"id": key, "writer_id": some("Writer"), "pages": draw(counts), **draw(places)} for key in keys["Novel"]
        ],
        "Review": [
            {"id": key, "novel_id": one_of("Novel"), "stars": draw(counts)} for key in keys["Review"] if number["Novel"]
        ],
        "Subject": [{"id": key, "name": draw(names)} for key in keys["Subject"]],
        "About": [
            {"novel_id": novel, "subject_id": subject}
            for novel in keys["Novel"]
            for subject in keys["Subject"]
            if draw(st.booleans())
        ],
    }


_MOST = {"Shelf": 3, "Writer": 4, "Portrait": 3, "Novel": 6, "Review": 6, "Subject": 3}


@st.composite
def paths(draw: st.DrawFn, kind: str) -> list[str]:
    """One to three dotted names of relations, up to three deep."""
    return draw(st.lists(_path(kind, 3), min_size=1, max_size=3, unique=True))


@st.composite
def _path(draw: st.DrawFn, kind: str, depth: int) -> str:
    name = draw(st.sampled_from(sorted(RELATIONS[kind])))
    if depth == 1 or draw(st.booleans()):
        return name
    return f"{name}.{draw(_path(RELATIONS[kind][name][0], depth - 1))}"
