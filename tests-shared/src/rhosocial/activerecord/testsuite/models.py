"""The suite's own models; their tables follow from them, on every backend."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, HasOne, belongs_to, has_many, has_one

from .tables import Tables


class Models:
    """Models that belong together, each an attribute of its name.

    Args:
        models: The models.

    Attributes:
        all: The models.
    """

    def __init__(self, *models: type[ActiveRecord]) -> None:
        self.all = models
        vars(self).update({model.__name__: model for model in models})

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Library:
    """Authors, their books, and reviews of these: most cases need no more.

    Attributes:
        Author: Has many books and one address; its email, where it has one, is unique.
        Book: Belongs to an author; has many reviews.
        Review: Belongs to a book.
        Address: Belongs to an author.
    """

    def __init__(self, tables: Tables) -> None:
        class Author(ActiveRecord):
            name: Annotated[str, Field(max_length=200)]
            email: Annotated[str | None, Field(max_length=200), Column(unique=True)] = None
            born: int | None = None
            books: HasMany[Book] = has_many(inverse_of="author", dependent="delete", order_by="id")
            address: HasOne[Address] = has_one(dependent="delete")

        class Address(ActiveRecord):
            author_id: int
            city: str
            author: BelongsTo[Author] = belongs_to()

        class Book(ActiveRecord):
            author_id: int
            title: str
            price: Decimal = Decimal("0")
            year: int | None = None
            author: BelongsTo[Author] = belongs_to(inverse_of="books")
            reviews: HasMany[Review] = has_many(inverse_of="book", dependent="delete", order_by="id")

        class Review(ActiveRecord):
            book_id: int
            stars: Annotated[int, Column(check="stars between 1 and 5")]
            text: str | None = None
            book: BelongsTo[Book] = belongs_to(inverse_of="reviews")

        self.Author = Author
        self.Address = Address
        self.Book = Book
        self.Review = Review
        self.models = (Author, Address, Book, Review)
        for model in self.models:
            tables.adopt(model)
