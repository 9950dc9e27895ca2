"""The words of claims about groups and sets of items: who is higher, who is highest, whether they differ at all."""

from __future__ import annotations

from manyi.rows.codebook import Text

_BY_EN, _BY_ZH = (
    " a difference of {difference:unit} ({difference:interval}).",
    "{difference:unit}（{difference:interval}）。",
)
_TOO_FEW = Text(en="Too few answers to compare {a} with {b}.", zh="回答数过少，无法比较{a}与{b}。")
_GAP = {
    "higher": Text(en="Higher for {a} than for {b}:" + _BY_EN, zh="{a}高于{b}，差值为" + _BY_ZH),
    "lower": Text(en="Lower for {a} than for {b}:" + _BY_EN, zh="{a}低于{b}，差值为" + _BY_ZH),
    "unclear": Text(
        en="No clear difference between {a} and {b}: {difference:unit} ({difference:interval}).",
        zh="{a}与{b}之间无明确差别：{difference:unit}（{difference:interval}）。",
    ),
    "suppressed": _TOO_FEW,
}
_LEVELS_EN, _LEVELS_ZH = "{what}: {a_value} for {a}, {b_value} for {b}; ", "{what}：{a}为{a_value}，{b}为{b_value}；"
_APART_EN = ", a difference of {difference:unit} ({difference:interval})."
_GAP_LEVELS = {
    "higher": Text(en=_LEVELS_EN + "the first is higher" + _APART_EN, zh=_LEVELS_ZH + "前者更高，差值为" + _BY_ZH),
    "lower": Text(en=_LEVELS_EN + "the first is lower" + _APART_EN, zh=_LEVELS_ZH + "前者更低，差值为" + _BY_ZH),
    "unclear": Text(
        en=_LEVELS_EN + "no clear difference, {difference:unit} ({difference:interval}).",
        zh=_LEVELS_ZH + "无明确差别，{difference:unit}（{difference:interval}）。",
    ),
    "suppressed": _TOO_FEW,
}
_PART = {
    "higher": Text(
        en="{group}: {value}, higher than the others" + _APART_EN, zh="{group}为{value}，高于其他组，差值为" + _BY_ZH
    ),
    "lower": Text(
        en="{group}: {value}, lower than the others" + _APART_EN, zh="{group}为{value}，低于其他组，差值为" + _BY_ZH
    ),
    "unclear": Text(
        en="{group}: {value}, no clear difference from the others, {difference:unit} ({difference:interval}).",
        zh="{group}为{value}，与其他组无明确差别，{difference:unit}（{difference:interval}）。",
    ),
    "suppressed": Text(
        en="{group}: too few answers to compare with the others.", zh="{group}：回答数过少，无法与其他组比较。"
    ),
}
_TOP_EN, _TOP_ZH = "Highest is {top}, {high:full}", "{top}最高，为{high:full}"
_TOPS_EN = "Highest are {top}, which the test cannot tell apart (largest estimate {high}, {high:interval})"
_TOPS_ZH = "{top}最高，检验无法区分先后（最大估计值{high}，{high:interval}）"
_LOW_EN, _LOW_ZH = "lowest is {bottom}, {low:full}.", "{bottom}最低，为{low:full}。"
_LOWS_EN = "lowest are {bottom}, which the test cannot tell apart (smallest estimate {low}, {low:interval})."
_LOWS_ZH = "{bottom}最低，检验无法区分先后（最小估计值{low}，{low:interval}）。"
_EXTREMES = {
    "one_one": Text(en=_TOP_EN + "; " + _LOW_EN, zh=_TOP_ZH + "；" + _LOW_ZH),
    "one_tied": Text(en=_TOP_EN + "; " + _LOWS_EN, zh=_TOP_ZH + "；" + _LOWS_ZH),
    "tied_one": Text(en=_TOPS_EN + "; " + _LOW_EN, zh=_TOPS_ZH + "；" + _LOW_ZH),
    "tied_tied": Text(en=_TOPS_EN + "; " + _LOWS_EN, zh=_TOPS_ZH + "；" + _LOWS_ZH),
    "none": Text(
        en="Which is highest and which lowest cannot be told: the estimates run from {low:full} to {high:full}, and "
        "some could be either.",
        zh="无法断定何者最高、何者最低：估计值从{low:full}到{high:full}，有的两者皆有可能。",
    ),
    "suppressed": Text(
        en="Too few answers to name a highest or lowest group.", zh="回答数过少，无法指出最高或最低的组。"
    ),
}
_APART_SETS = {
    "above_below": Text(
        en="Clearly above the mean of these {compared}: {above}; clearly below it: {below}.",
        zh="与这{compared}项的平均水平相比，明确较高的有：{above}；明确较低的有：{below}。",
    ),
    "above": Text(
        en="Clearly above the mean of these {compared}: {above}; none is clearly below it.",
        zh="与这{compared}项的平均水平相比，明确较高的有：{above}；没有明确较低的。",
    ),
    "below": Text(
        en="Clearly below the mean of these {compared}: {below}; none is clearly above it.",
        zh="与这{compared}项的平均水平相比，明确较低的有：{below}；没有明确较高的。",
    ),
    "none": Text(
        en="None of these {compared} is shown to differ from their mean.",
        zh="这{compared}项均未显示与其平均水平有差别。",
    ),
}
_JOINT = {
    "differ": Text(
        en="{what} differs by {by} (joint test of all groups, p {test:p}).",
        zh="{what}因{by}而异（各组联合检验，p {test:p}）。",
    ),
    "unclear": Text(
        en="{what}: no clear difference by {by} (joint test of all groups, p {test:p}).",
        zh="{what}在不同{by}之间无明确差别（各组联合检验，p {test:p}）。",
    ),
    "suppressed": Text(en="{what}: too few answers to compare by {by}.", zh="{what}：回答数过少，无法按{by}比较。"),
}
_JOINT_ABOUT = {
    "differ": Text(
        en="The groups differ (joint test of all groups, p {test:p}).",
        zh="各组之间存在差别（各组联合检验，p {test:p}）。",
    ),
    "unclear": Text(
        en="No clear difference between the groups (joint test of all groups, p {test:p}).",
        zh="各组之间无明确差别（各组联合检验，p {test:p}）。",
    ),
    "suppressed": Text(en="Too few answers to compare the groups.", zh="回答数过少，无法比较各组。"),
}
_HELD = {
    "higher": Text(
        en="With {controls} held constant, it is higher for {a} than for {b}:" + _BY_EN,
        zh="在{controls}相同的条件下，{a}的结果高于{b}，差值为" + _BY_ZH,
    ),
    "lower": Text(
        en="With {controls} held constant, it is lower for {a} than for {b}:" + _BY_EN,
        zh="在{controls}相同的条件下，{a}的结果低于{b}，差值为" + _BY_ZH,
    ),
    "unclear": Text(
        en="With {controls} held constant, there is no clear difference between {a} and {b}: {difference:unit} "
        "({difference:interval}).",
        zh="在{controls}相同的条件下，{a}与{b}之间无明确差别：{difference:unit}（{difference:interval}）。",
    ),
}
_RELATIVE = {
    verdict: Text(
        en="As a share of the level of the second group: {difference:full}.", zh="按后者的水平折算：{difference:full}。"
    )
    for verdict in ("higher", "lower", "unclear")
}
GROUPS = {
    "gap": _GAP,
    "gap_levels": _GAP_LEVELS,
    "part": _PART,
    "extremes": _EXTREMES,
    "apart": _APART_SETS,
    "joint": _JOINT,
    "joint_about": _JOINT_ABOUT,
    "held": _HELD,
    "relative": _RELATIVE,
}
