"""Django's ORM, without a project around it."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import ClassVar, cast

import django
from django.conf import settings

from tools.benchmark.urls import PRAGMA_STATEMENTS, sqlite_path

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"init_command": ";".join(PRAGMA_STATEMENTS)},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=False,
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402 - models need the settings

from tools.benchmark.dataset import AUTHORS_PER_FILTER  # noqa: E402
from tools.benchmark.rows import ARTICLE_COLUMNS, ArticleRow, AuthorRow, NewArticleRow  # noqa: E402


class Author(models.Model):
    """An author."""

    name = models.CharField(max_length=100)
    born = models.IntegerField()

    class Meta:
        app_label = "benchmark"
        db_table = "author"


class Article(models.Model):
    """An article of ten columns."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="articles")
    title = models.CharField(max_length=200)
    body = models.TextField()
    score = models.FloatField()
    active = models.BooleanField()
    created_at = models.DateTimeField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    meta = models.JSONField()
    published_on = models.DateField()

    class Meta:
        app_label = "benchmark"
        db_table = "article"


def joined(first: int) -> models.QuerySet[Article]:
    """Build the join of five conditions."""
    return Article.objects.filter(author_id__gte=first, active=True, score__gt=10.0, author__born__lt=1990).exclude(
        author__name="Author 1"
    )


class DjangoORM:
    """Django's ORM."""

    name: ClassVar[str] = "Django"
    package: ClassVar[str] = "django"
    imports: ClassVar[str] = "django.db.models"

    def open(self, url: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = sqlite_path(url)
        with connection.schema_editor() as editor:
            editor.create_model(Author)
            editor.create_model(Article)

    def close(self) -> None:
        connection.close()

    def fill(self, authors: Sequence[AuthorRow], articles: Sequence[ArticleRow]) -> None:
        Author.objects.bulk_create(Author(**row) for row in authors)
        Article.objects.bulk_create(Article(**row) for row in articles)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def save_each(self, rows: Sequence[NewArticleRow]) -> list[Article]:
        saved: list[Article] = []
        for row in rows:
            article = Article(**row)
            article.save()
            saved.append(article)
        return saved

    def insert_many(self, rows: Sequence[NewArticleRow]) -> None:
        Article.objects.bulk_create([Article(**row) for row in rows])

    def find_each(self, keys: Sequence[int]) -> list[Article]:
        return [Article.objects.get(pk=key) for key in keys]

    def load_all(self) -> list[Article]:
        return list(Article.objects.order_by("id"))

    def filter_each(self, first_authors: Sequence[int]) -> list[list[Article]]:
        return [
            list(Article.objects.filter(author_id__gte=first, author_id__lt=first + AUTHORS_PER_FILTER, active=True))
            for first in first_authors
        ]

    def preload(self, until: int) -> list[list[Article]]:
        authors = Author.objects.filter(id__lte=until).prefetch_related("articles")
        return [list(author.articles.all()) for author in authors]

    def change_each(self, keys: Sequence[int], title: str) -> None:
        for key in keys:
            article = Article.objects.get(pk=key)
            article.title = title
            article.save(update_fields=["title"])

    def values(self) -> list[ArticleRow]:
        return list(Article.objects.order_by("id").values(*ARTICLE_COLUMNS))

    def pluck(self) -> list[tuple[str, Decimal]]:
        return list(Article.objects.order_by("id").values_list("title", "price"))

    def compile_join(self, first_authors: Sequence[int]) -> str:
        return [joined(first).query.sql_with_params()[0] for first in first_authors][-1]

    def row(self, record: Article) -> ArticleRow:
        return cast("ArticleRow", {column: getattr(record, column) for column in ARTICLE_COLUMNS})
