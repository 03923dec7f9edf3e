"""How the floor stores an article, and the conversions a careful programmer writes by hand."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

from tools.benchmark.rows import ArticleRow, NewArticleRow

StoredArticle = tuple[int, int, str, str, float, int, str, str, str, str]
Parameters = tuple[int, str, str, float, bool, str, str, str, str]


def to_article(stored: StoredArticle) -> ArticleRow:
    """Convert one row of the driver to the Python types of the model."""
    key, author_id, title, body, score, active, created_at, price, meta, published_on = stored
    return {
        "id": key,
        "author_id": author_id,
        "title": title,
        "body": body,
        "score": score,
        "active": bool(active),
        "created_at": datetime.fromisoformat(created_at),
        "price": Decimal(price),
        "meta": json.loads(meta),
        "published_on": date.fromisoformat(published_on),
    }


def to_parameters(row: NewArticleRow) -> Parameters:
    """Convert one article to what the driver stores."""
    return (
        row["author_id"],
        row["title"],
        row["body"],
        row["score"],
        row["active"],
        row["created_at"].isoformat(" "),
        str(row["price"]),
        json.dumps(row["meta"]),
        row["published_on"].isoformat(),
    )
