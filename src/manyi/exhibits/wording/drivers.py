"""The words of claims about drivers: which goes most closely, whether methods agree, where to start. Association only."""

from __future__ import annotations

from manyi.rows.codebook import Text

_ORDER_EN = " It accounts for {share:full} of what these drivers explain. This is association, not proof of cause."
_ORDER_ZH = "它占这些驱动因素解释量的{share:full}。这是关联，不是因果证明。"
_DRIVER = {
    "one": Text(
        en="{driver} goes most closely with {outcome}." + _ORDER_EN,
        zh="与{outcome}关联最紧密的是{driver}。" + _ORDER_ZH,
    ),
    "tied": Text(
        en="{driver} go most closely with {outcome}; the data cannot tell which comes first. The largest estimate is "
        "{share:full} of what these drivers explain. This is association, not proof of cause.",
        zh="与{outcome}关联最紧密的是{driver}，数据无法区分先后。估计值最大者占这些驱动因素解释量的{share:full}。这是关联，不是因果证明。",
    ),
    "none": Text(
        en="No driver stands out from chance in going with {outcome}.",
        zh="没有任何驱动因素与{outcome}的关联明显超出偶然。",
    ),
}
_AGREEMENT = {
    "all": Text(
        en="A model that does not assume equal steps between answers (ordinal) agrees on the direction of all {compared} "
        "drivers.",
        zh="不假定各级回答间距相等的（有序）模型得出的方向，{compared}个因素全部一致。",
    ),
    "some": Text(
        en="A model that does not assume equal steps between answers (ordinal) agrees on the direction of {same} of "
        "{compared} drivers; not on {others}.",
        zh="不假定各级回答间距相等的（有序）模型得出的方向，{compared}个因素中有{same}个一致；未予证实的是{others}。",
    ),
}
_STABLE = {
    "always": Text(
        en="{driver} comes first under all {compared} ways of computing importance for {outcome}.",
        zh="对{outcome}，{compared}种重要性算法下排在首位的都是{driver}。",
    ),
    "often": Text(
        en="{driver} comes first under {same} of {compared} ways of computing importance for {outcome}.",
        zh="对{outcome}，{compared}种重要性算法中有{same}种排在首位的是{driver}。",
    ),
}
_START = {
    "one": Text(
        en="For {outcome}, look first at {drivers}: it matters more than most and is rated lower than most, in {settled} "
        "of resamples. Association only: test a change before relying on it.",
        zh="就{outcome}而言，首先应关注{drivers}：其重要性高于多数因素而评价低于多数因素（在{settled}的重抽样中成立）。这只是关联，改进措施应先试行检验。",
    ),
    "some": Text(
        en="For {outcome}, look first at {drivers}: they matter more than most and are rated lower than most, each in "
        "at least {settled} of resamples. Association only: test a change before relying on it.",
        zh="就{outcome}而言，首先应关注{drivers}：其重要性高于多数因素而评价低于多数因素（每一项至少在{settled}的重抽样中成立）。这只是关联，改进措施应先试行检验。",
    ),
    "none": Text(
        en="For {outcome}, no driver is both clearly important and clearly rated low: the data do not say where to start.",
        zh="就{outcome}而言，没有哪个因素既明确重要又明确评价偏低：数据不足以指出应从何处着手。",
    ),
}
DRIVERS = {"driver": _DRIVER, "agreement": _AGREEMENT, "stable": _STABLE, "start": _START}
