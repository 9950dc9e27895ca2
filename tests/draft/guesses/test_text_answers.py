"""Ratings in words of several languages, and remarks that are words however few they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.draft.item import CONFIRM, GUESS
from tests.draft.guesses.test_aside import book_of

RATINGS = [  # worst first
    ["とても不満", "不満", "どちらともいえない", "満足", "とても満足"],
    ["とても不満", "やや不満", "どちらともいえない", "やや満足", "とても満足"],
    ["Совсем недоволен", "Скорее недоволен", "Скорее доволен", "Очень доволен"],
    ["Не удовлетворены", "Удовлетворены", "Полностью удовлетворены"],
    ["Pas du tout satisfait", "Plutôt pas satisfait", "Plutôt satisfait", "Très satisfait"],
    ["Très mécontent", "Mécontent", "Satisfait", "Très satisfait"],
    ["매우 불만족", "불만족", "보통", "만족", "매우 만족"],
]


@pytest.mark.parametrize("labels", RATINGS, ids=lambda labels: labels[-1])
def test_ratings_in_words_are_scales_to_be_confirmed(tmp_path: Path, labels: list[str]) -> None:
    item = book_of(tmp_path, {"Q2": labels[::-1]}).items[1]
    assert list(item.answers["scale"]["labels"].values()) == labels and item.mark == CONFIRM


REMARKS = [
    "Remarques",
    "Commentaires",
    "Bemerkungen",
    "Comentarios",
    "Замечания",
    "ご意見",
    "意见",
    "建议",
    "Opmerkingen",
]


@pytest.mark.parametrize("header", REMARKS)
def test_remarks_are_words_however_few(tmp_path: Path, header: str) -> None:
    item = book_of(tmp_path, {header: ["Merci", "RAS", "Parking"]}).items[1]
    assert (item.answers, item.roles, item.mark) == ({"words": True}, ["verbatim"], GUESS)
