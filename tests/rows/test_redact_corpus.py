"""Recall and precision of redaction on texts made for it; the figures are in the assertions' messages."""

from __future__ import annotations

import re
from collections import Counter

from manyi.rows.redact import redact
from tests.rows.personal_texts import WIDE, corpus

PLAIN = {wide: narrow for narrow, wide in WIDE.items()} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
TEXTS = corpus(6000, 20170919)


def left(secret: str, kind: str, kept: str) -> bool:
    """Whether the secret, or seven digits of it in a row, is still there, however it is spaced."""
    plain = kept.translate(PLAIN)
    if kind in ("email", "wechat", "order"):
        return secret.lower() in re.sub(r"\s", "", plain).lower()
    digits = re.sub(r"\D", "", plain)
    return any(secret[k : k + 7] in digits for k in range(len(secret) - 6))


def test_recall_by_kind():
    planted, found = Counter(), Counter()
    for text in TEXTS:
        if text.secret:
            planted[text.kind] += 1
            found[text.kind] += not left(text.secret, text.kind, redact(text.text)[0])
    assert sum(planted.values()) == 3000
    recall = {kind: found[kind] / n for kind, n in planted.items()}
    assert min(recall.values()) >= 0.99, recall


def test_precision_against_look_alikes():
    """Numbers of seven digits and more that nobody named are taken out too: recall is worth more than they are."""
    touched = [text for text in TEXTS if redact(text.text)[1]]
    precision = sum(bool(text.secret) for text in touched) / len(touched)
    assert precision >= 0.90, precision
    spared = sum(not text.secret and not redact(text.text)[1] for text in TEXTS)
    assert spared / 3000 >= 0.90, spared


def test_the_log_counts_and_never_quotes():
    kept, found = redact("订单号JD12345678901，加微 abc_12345，电话138 0013 8000")
    assert kept == "订单号[order]，加微 [wechat]，电话[mobile]"
    assert found == {"order": 1, "wechat": 1, "mobile": 1}


def test_dates_and_years_stay():
    for text in ("2016 2017 2018 2019年都买", "2019-11-12 2019-12-01", "从5999.00-5499.00", "0.42 0.88 3.53 4.94"):
        assert redact(text) == (text, {})
