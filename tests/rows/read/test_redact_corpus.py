"""Redaction on texts made for it; recall by kind and precision stand in docs/evidence.md, held to the code there."""

from __future__ import annotations

from collections import Counter

from manyi.rows.read.personal_data import redact
from tests.rows.personal_texts import corpus, left


def test_nothing_planted_is_left_and_little_else_is_taken():
    """Texts other than those of the page: nothing may hang on one seed."""
    texts = corpus(6000, 11)
    touched = [text for text in texts if redact(text.text)[1]]
    planted = Counter(text.kind for text in texts if text.secret)
    missed = Counter(text.kind for text in texts if text.secret and left(text.secret, text.kind, redact(text.text)[0]))
    assert not set(missed) - {"spelt", "parted"}, missed  # these in a text that runs on with a digit of its own
    assert all(missed[kind] <= 0.05 * planted[kind] for kind in ("spelt", "parted"))
    assert sum(bool(text.secret) for text in touched) / len(touched) >= 0.98


def test_what_stands_behind_a_model_or_a_price_is_still_looked_at():
    for text in ("型号13812345678", "销量 010-62345678", "6222 0212 3456 7890 128元", "卡号4111 1111 1111 1111元"):
        assert redact(text)[1], text
    for birth in ("生日19900101", "1985-06-01出生，编号19850601"):
        assert "number" in redact(birth)[1], birth
    for text in ("型号86181234A", "20191112买的", "3.14159265", "100 200 300 400元都有", "销量1405092"):
        assert redact(text) == (text, {})


def test_the_log_counts_and_never_quotes():
    kept, found = redact("订单号JD12345678901，加微 abc_12345，电话138 0013 8000")
    assert kept == "订单号[order]，加微 [wechat]，电话[mobile]"
    assert found == {"order": 1, "wechat": 1, "mobile": 1}


def test_dates_and_years_stay():
    for text in ("2016 2017 2018 2019年都买", "2019-11-12 2019-12-01", "从5999.00-5499.00", "0.42 0.88 3.53 4.94"):
        assert redact(text) == (text, {})
