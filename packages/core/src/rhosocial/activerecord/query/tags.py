"""Tags: an SQL comment that tells, in the server's logs, where a statement came from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ..interface.errors import QueryError


def comment_of(tags: Mapping[str, object]) -> str:
    """Return the comment for tags, in the form of sqlcommenter (https://google.github.io/sqlcommenter/spec/).

    Everything but letters, digits and `_-.~` is encoded, so nothing can end the comment; `~` stands for `%`, which
    some drivers would read as a placeholder.

    Raises:
        QueryError: A name is no identifier.
    """
    parts = []
    for name, value in sorted(tags.items()):
        if not (name.isidentifier() and name.isascii()):
            raise QueryError(f"{name!r} can't name a tag")
        parts.append(f"{name}='{quote(str(value), safe='').replace('%', '~')}'")
    return f" /*{','.join(parts)}*/" if parts else ""
