"""What a trend over ordered groups is called: one claim from two tests, over all units and within other groups.

Wording follows the tests: "rises" only when the trend is shown, "also within" only when it is shown there too.
"""

from __future__ import annotations

from manyi.exhibits.claims.claim import ALPHA, Claim, Words
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.stats.compare.ranks import Trend

WORDS = words.beside(__file__).section("trend")

SENTENCES = WORDS.section("sentences")


def trend_claim(
    rho: tuple[float, float, float], trend: Trend, inside: Trend, *, item: str, what: Words, over: Words, within: Words,
    weight: float = 2.0,
) -> Claim:  # fmt: skip
    """Return what two trend tests say together; `rho` is a rank correlation with its interval, `inside` the test
    within the strata called `within`.
    """
    shown, again = trend.p <= ALPHA, inside.p <= ALPHA and inside.z * trend.z > 0
    verdict = ("falls" if trend.z < 0 else "rises" if again else "rises_between") if shown else "unclear"
    value, low, high = rho
    test = "Jonckheere-Terpstra"
    numbers = {
        "rho": Number(value, "coefficient", low, high, base=trend.n, statistic="rank correlation", item=item),
        "trend": Number(trend.z, "coefficient", p=trend.p, base=trend.n, statistic="trend", item=item, method=test),
        "inside": Number(
            inside.z, "coefficient", p=inside.p, base=inside.n, statistic="trend within", item=item,
            method=f"{test}, stratified",
        ),
    }  # fmt: skip
    said = {"what": what, "over": over, "within": within}
    return Claim("trend", verdict, numbers, said, shown, weight if shown else weight / 2, own=SENTENCES[verdict])
