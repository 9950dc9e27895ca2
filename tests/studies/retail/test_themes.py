from __future__ import annotations

import pytest

from manyi.errors import InputError
from manyi.studies.retail.themes import Coder, theme_book


@pytest.fixture(scope="module")
def coder():
    return Coder(theme_book("retail"))


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("物流太慢了", {"logistics"}),
        ("物流不慢", set()),
        ("物流一点都不快", {"logistics"}),
        ("物流很快，但是质量差", {"quality"}),
        ("物流很快质量差", {"logistics", "quality"}),  # one clause: the list cannot tell which is meant
        ("客服", {"customer_service"}),
        ("客服态度倒是不错", set()),
        ("快递", set()),
        ("不是不好，客服挺耐心", set()),
        ("刚买就降价，不给保价", {"price"}),
        ("退货被拒绝，钱没退", {"returns"}),
        ("应该不是假货", set()),
        ("好几天了", set()),
        ("", set()),
        ("&ldquo;假货&rdquo;", {"authenticity"}),
    ],
)
def test_complaints_praise_and_negation(coder, text, themes):
    assert coder.code(text) == themes


def test_each_distinct_text_is_coded_in_its_own_row(coder):
    found = coder.coded(["物流太慢了", "好", "物流太慢了"])
    assert found["logistics"].tolist() == [1, 0, 1]
    assert list(found.columns) == list(coder.book.themes)


def test_a_book_can_extend_another():
    base, more = theme_book("retail"), theme_book("reviews-real")
    assert set(more.themes) - set(base.themes) == {"installation"}
    assert more.negations == base.negations
    with pytest.raises(InputError):
        theme_book("contact")
