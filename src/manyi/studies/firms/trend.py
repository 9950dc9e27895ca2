"""What a trend over ordered groups is called: one claim from two tests, over all units and within other groups.

Wording follows the tests: "rises" only when the trend is shown, "also within" only when it is shown there too.
"""

from __future__ import annotations

from manyi.exhibits.claims.claim import ALPHA, Claim, Words
from manyi.exhibits.numbers import Number
from manyi.language.text import Text
from manyi.stats.compare.ranks import Trend

_ALL_EN, _ALL_ZH = " (rank correlation {rho:full}, p value {trend:p})", "（秩相关{rho:full}，p值{trend:p}）"
_LIKELY_EN = " As {over} and {within} go together, neither explains the other here."
_LIKELY_ZH = "{over}与{within}相互关联，此处不能以一方解释另一方。"
SENTENCES = {
    "rises": Text(
        en="{what} rises over {over}" + _ALL_EN + ", and does so too when compared only within {within} (p value "
        "{inside:p})." + _LIKELY_EN,
        zh="{what}随{over}上升" + _ALL_ZH + "，仅在同一{within}内比较时亦然（p值{inside:p}）。" + _LIKELY_ZH,
    ),
    "rises_between": Text(
        en="{what} rises over {over}" + _ALL_EN + ", but compared only within {within} the trend is not shown (p value "
        "{inside:p})." + _LIKELY_EN,
        zh="{what}随{over}上升" + _ALL_ZH + "，但仅在同一{within}内比较时未能显示（p值{inside:p}）。" + _LIKELY_ZH,
    ),
    "falls": Text(
        en="{what} falls over {over}" + _ALL_EN + "; within {within}: p value {inside:p}." + _LIKELY_EN,
        zh="{what}随{over}下降" + _ALL_ZH + "；同一{within}内p值{inside:p}。" + _LIKELY_ZH,
    ),
    "unclear": Text(
        en="No clear trend of {what} over {over}" + _ALL_EN + "; within {within}: p value {inside:p}.",
        zh="{what}随{over}无明确趋势" + _ALL_ZH + "；同一{within}内p值{inside:p}。",
    ),
}


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
