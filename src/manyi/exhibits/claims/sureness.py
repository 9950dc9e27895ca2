"""How sure a difference is, in five words and by one rule, for prose, figures, glossary and results alike.

In: a difference with its interval, what its corrected test decided, and the smallest difference that matters.
The words, and the rule as readers see it, are in words.yml under `sureness`.
"""

from __future__ import annotations

from typing import Literal

from manyi.exhibits.numbers import NAN, Number
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES
from manyi.language.text import Text
from manyi.study.codebook import Codebook
from manyi.study.plan import Claims

Sureness = Literal["shown", "only_just", "small", "same", "chance"]

WORDS = words.beside(__file__).section("sureness", "words")
BELOW = words.beside(__file__).section("sureness", "below")
RULES = words.beside(__file__).section("sureness", "rules")
LEVELS = ("index", "score", "nps", "percent")
SHARES = ("percent", "percentage_points")
LESS = ("only_just", "small")  # less than shown: printed next to the difference
NEAR = 0.1  # share of the estimate: an interval that ends this near to zero only just excludes it
FACTOR: dict[Sureness, float] = {"shown": 1.0, "only_just": 0.5, "small": 0.0, "same": 0.0, "chance": 0.0}


def sure_of(effect: Number, delta: float, *, passed: bool, same: bool = False) -> Sureness:
    """Return how sure a difference is.

    passed: whether its corrected test was; same: whether it was shown to be smaller than what matters. `delta` is in
    the unit of the difference, NaN if the study names none. An interval that only just excludes zero takes precedence
    over a small estimate: the first thing to know is how little would have changed the verdict.
    """
    if not passed:
        return "same" if same else "chance"
    if _touches(effect):
        return "only_just"
    return "small" if abs(effect.value) < delta else "shown"


def _touches(effect: Number) -> bool:
    """Return whether the interval's near end is within a tenth of the estimate of zero, or beyond it."""
    if effect.certain:
        return False
    near = effect.low if effect.value > 0 else -effect.high
    return near <= NEAR * abs(effect.value)


def word(sure: str) -> Text:
    """Return the word for it: 'only just shown', '勉强可以确认'."""
    return WORDS[sure]


def weighed(sure: str, effect: Number, delta: float) -> Text:
    """Return the word for it and, if the estimate is less than what matters, how much would."""
    if not below(sure, effect, delta):
        return word(sure)
    least = {name: formats.goal(delta, effect.unit, name) + formats.after(effect.unit, name) for name in LANGUAGES}
    return Text(**{name: BELOW[sure][name].format(delta=least[name]) for name in LANGUAGES})


def below(sure: str, effect: Number, delta: float) -> bool:
    """Return whether a shown difference is estimated at less than what matters; False if that is unknown."""
    return sure in LESS and abs(effect.value) < delta


def matters(plan: Claims, book: Codebook, effect: Number) -> float:
    """Return the smallest difference that matters in the unit of an effect: `delta` in proportion to the item's range.

    NaN for what has no such range (a correlation). A study whose outcome has none (hours) gives it for shares in
    percentage points.
    """
    if plan.unit not in LEVELS:
        return plan.delta / 100 if effect.unit in SHARES else plan.delta if effect.unit == plan.unit else NAN
    whole = book.span(plan.outcome)
    in_codebook = effect.item in book.derived or effect.item.partition("__")[0] in book.items
    step = book.span(effect.item) if in_codebook else whole
    points = step if in_codebook and book.unit(effect.item) in ("index", "nps") else 100.0
    spans = {**dict.fromkeys(SHARES, 1.0), "points": points, "score_points": step}
    return plan.delta / whole * spans.get(effect.unit, NAN)
