"""What the API answers is what SQL by hand answers, on 100,000 orders, on every server."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import UnsupportedFeatureError
from rhosocial.activerecord.backend.base import StorageBackend

from . import topics
from .question import QUESTIONS, Question, differences
from .shop import ShopRecord, with_prefix

topics.load()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_api_answers_as_sql_does(server: tuple[str, StorageBackend], question: Question) -> None:
    name, backend = server
    ShopRecord.configure(backend)
    missing = [feature for feature in question.requires if not getattr(backend.capabilities, feature)]
    if missing:
        with pytest.raises(UnsupportedFeatureError):
            question.ask()
        return
    answer = question.ask()
    assert answer, "a question without rows tells nothing"
    assert not differences(answer, backend.execute(with_prefix(question.sql_for(name))).rows)


def test_there_are_forty_questions() -> None:
    assert len(QUESTIONS) >= 40
