"""The words of claims about waves: one change, many changes, what stayed low, mix and rate."""

from __future__ import annotations

from manyi.rows.codebook import Text

_FROM_TO_EN = (
    "from {before_value} in {before} to {value} in {now}, a change of {difference:unit} ({difference:interval})."
)
_FROM_TO_ZH = "由{before}年的{before_value}变为{now}年的{value}，变化{difference:unit}（{difference:interval}）。"
_CHANGE = {
    "rose": Text(en="{what} rose " + _FROM_TO_EN, zh="{what}上升：" + _FROM_TO_ZH),
    "rose_small": Text(
        en="{what} rose, but only a little: " + _FROM_TO_EN, zh="{what}上升，但幅度很小：" + _FROM_TO_ZH
    ),
    "fell": Text(en="{what} fell " + _FROM_TO_EN, zh="{what}下降：" + _FROM_TO_ZH),
    "fell_small": Text(
        en="{what} fell, but only a little: " + _FROM_TO_EN, zh="{what}下降，但幅度很小：" + _FROM_TO_ZH
    ),
    "same": Text(en="{what} was about the same: " + _FROM_TO_EN, zh="{what}基本持平：" + _FROM_TO_ZH),
    "unclear": Text(
        en="{what}: no clear change, {before_value} in {before} and {value} in {now}, a difference of {difference:unit} "
        "({difference:interval}). The smallest change this sample could be expected to show is {smallest:size}.",
        zh="{what}无明确变化：{before}年为{before_value}，{now}年为{value}，相差{difference:unit}"
        "（{difference:interval}）。本样本预计能够显示的最小变化为{smallest:size}。",
    ),
    "suppressed": Text(
        en="{what}: too few answers to compare {now} with {before}.",
        zh="{what}：回答数过少，无法比较{now}年与{before}年。",
    ),
}
_OF_EN, _OF_ZH = "Between {before} and {now}, of {compared} compared, ", "{before}年至{now}年，在比较的{compared}项中，"
_REST_EN, _REST_ZH = "; for {other} no clear change was shown.", "；{other}项无明确变化。"
_CHANGED = {
    "rose": Text(
        en=_OF_EN + "{rose} rose ({rose_names}) and none fell" + _REST_EN,
        zh=_OF_ZH + "{rose}项上升（{rose_names}），没有下降" + _REST_ZH,
    ),
    "fell": Text(
        en=_OF_EN + "{fell} fell ({fell_names}) and none rose" + _REST_EN,
        zh=_OF_ZH + "{fell}项下降（{fell_names}），没有上升" + _REST_ZH,
    ),
    "rose_fell": Text(
        en=_OF_EN + "{rose} rose ({rose_names}) and {fell} fell ({fell_names})" + _REST_EN,
        zh=_OF_ZH + "{rose}项上升（{rose_names}），{fell}项下降（{fell_names}）" + _REST_ZH,
    ),
    "none": Text(
        en="Between {before} and {now}, none of the {compared} compared showed a clear change.",
        zh="{before}年至{now}年，比较的{compared}项均无明确变化。",
    ),
    "suppressed": Text(
        en="Too few answers to compare {now} with {before}.", zh="回答数过少，无法比较{now}年与{before}年。"
    ),
}
_PERSISTENT = {
    "some": Text(
        en="Clearly below the mean of these {compared} in every survey from {first} to {last}: {low}.",
        zh="这{compared}项中，从{first}年到{last}年每次调查都明确低于平均水平的有：{low}。",
    ),
    "none": Text(
        en="None of these {compared} is clearly below their mean in every survey from {first} to {last}.",
        zh="这{compared}项中，没有一项在{first}年到{last}年的每次调查中都明确低于平均水平。",
    ),
}
_MIX = {
    "shown": Text(
        en="Of the change in {what} from {before} to {now}, {rate:unit} ({rate:interval}) comes from changes within the "
        "groups ({by}), and {mix:unit} ({mix:interval}) from changes in how large the groups are.",
        zh="{what}在{before}年至{now}年的变化中，{rate:unit}（{rate:interval}）来自各组内部的变化（按{by}分组），"
        "{mix:unit}（{mix:interval}）来自各组占比的变化。",
    ),
}
OVER_TIME = {"change": _CHANGE, "changed": _CHANGED, "persistent": _PERSISTENT, "mix": _MIX}
