"""The rows every contender is given: the same for all of them and for every run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tools.benchmark.rows import ArticleRow, AuthorRow, NewArticleRow

ARTICLES_PER_AUTHOR = 10
AUTHORS_PER_FILTER = 2
EPOCH = datetime(2020, 1, 1, 8, 30, 15, 250_000)
WORDS = ("lamp", "river", "copper", "signal", "orchard", "winter", "ledger", "harbour")


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is stored before the first round, and what the workloads ask for or write."""

    authors: list[AuthorRow]
    articles: list[ArticleRow]
    new_articles: list[NewArticleRow]
    keys: list[int]
    """Distinct article keys, in no order."""
    first_authors: list[int]
    """Where each small filtered query begins; each covers the articles of two authors, half of them active."""
    preload_until: int
    """Preloading takes the authors up to this key."""


def make_dataset(rows: int) -> Dataset:
    """Build the rows of one benchmark.

    Args:
        rows: How many articles are stored; there is one author for every ten.

    Returns:
        The same data for the same ``rows``. A tenth of ``rows`` is found, changed or saved one by one, half of the
        authors are preloaded.
    """
    random = Random(rows)
    author_count = max(rows // ARTICLES_PER_AUTHOR, AUTHORS_PER_FILTER)
    single = max(rows // 10, 1)
    article_count = author_count * ARTICLES_PER_AUTHOR
    starts = range(1, author_count - AUTHORS_PER_FILTER + 2, AUTHORS_PER_FILTER)
    return Dataset(
        authors=[{"id": key, "name": f"Author {key}", "born": 1900 + key % 100} for key in range(1, author_count + 1)],
        articles=[stored_article(random, key) for key in range(1, article_count + 1)],
        new_articles=[new_article(random, random.randint(1, author_count), number) for number in range(single)],
        keys=random.sample(range(1, article_count + 1), min(single, article_count)),
        first_authors=random.sample(list(starts), min(max(single // 5, 1), len(starts))),
        preload_until=max(author_count // 2, 1),
    )


def stored_article(random: Random, key: int) -> ArticleRow:
    """Return the article with this key; each author has ten in a row."""
    return {"id": key, **new_article(random, (key - 1) // ARTICLES_PER_AUTHOR + 1, key)}


def new_article(random: Random, author_id: int, number: int) -> NewArticleRow:
    """Return one article without a key; every second one is active."""
    return {
        "author_id": author_id,
        "title": f"{random.choice(WORDS)} {number}",
        "body": " ".join(random.choices(WORDS, k=12)),
        "score": random.random() * 100,
        "active": number % 2 == 0,
        "created_at": EPOCH + timedelta(seconds=number * 977, microseconds=number),
        "price": Decimal(random.randint(100, 99_999)) / 100,
        "meta": {"tags": random.sample(WORDS, 2), "rank": number},
        "published_on": date(2020, 1, 1) + timedelta(days=number % 2000),
    }
