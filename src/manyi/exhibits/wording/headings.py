"""Findings as titles of figures: words by kind and verdict, no numbers."""

from __future__ import annotations

from manyi.rows.codebook import Text

_NO_CHANGE = Text(en="{what}: no clear change", zh="{what}无明确变化")
_APART = {
    "higher": Text(en="Higher for {a} than for {b}", zh="{a}高于{b}"),
    "lower": Text(en="Lower for {a} than for {b}", zh="{a}低于{b}"),
    "unclear": Text(en="No clear difference between {a} and {b}", zh="{a}与{b}无明确差别"),
    "suppressed": Text(en="{a} and {b}: too few answers", zh="{a}与{b}：回答数过少"),
}
_MISSED = Text(en="Targets not met: {missed}", zh="未达标：{missed}")
HEADINGS = {
    "level": {
        "shown": Text(en="{what}", zh="{what}"),
        "suppressed": Text(en="{what}: too few answers", zh="{what}：回答数过少"),
    },
    "change": {
        "rose": Text(en="{what} rose", zh="{what}上升"),
        "rose_small": Text(en="{what} rose a little", zh="{what}小幅上升"),
        "fell": Text(en="{what} fell", zh="{what}下降"),
        "fell_small": Text(en="{what} fell a little", zh="{what}小幅下降"),
        "same": Text(en="{what}: about the same", zh="{what}基本持平"),
        "unclear": _NO_CHANGE,
        "suppressed": Text(en="{what}: too few answers", zh="{what}：回答数过少"),
    },
    "changed": {
        "rose": Text(en="Some rose, none fell", zh="部分上升，没有下降"),
        "fell": Text(en="Some fell, none rose", zh="部分下降，没有上升"),
        "rose_fell": Text(en="Some rose, some fell", zh="有升有降"),
        "none": Text(en="No clear change", zh="无明确变化"),
        "suppressed": Text(en="Too few answers to compare", zh="回答数过少，无法比较"),
    },
    "gap": _APART,
    "gap_levels": _APART,
    "part": {
        "higher": Text(en="{group}: higher than the others", zh="{group}高于其他组"),
        "lower": Text(en="{group}: lower than the others", zh="{group}低于其他组"),
        "unclear": Text(en="{group}: no clear difference from the others", zh="{group}与其他组无明确差别"),
        "suppressed": Text(en="{group}: too few answers", zh="{group}：回答数过少"),
    },
    "extremes": {
        "one_one": Text(en="{top} highest, {bottom} lowest", zh="{top}最高，{bottom}最低"),
        "one_tied": Text(en="{top} highest; the lowest cannot be told apart", zh="{top}最高，最低者无法区分"),
        "tied_one": Text(en="{bottom} lowest; the highest cannot be told apart", zh="{bottom}最低，最高者无法区分"),
        "tied_tied": Text(en="Highest and lowest cannot be narrowed to one", zh="最高与最低均无法确定为一组"),
        "none": Text(en="No group is clearly highest or lowest", zh="没有明确的最高或最低组"),
        "suppressed": Text(en="Too few answers to compare", zh="回答数过少，无法比较"),
    },
    "driver": {
        "one": Text(en="{driver} goes most closely with {outcome}", zh="{driver}与{outcome}关联最紧密"),
        "tied": Text(en="{driver} go most closely with {outcome}", zh="{driver}与{outcome}关联最紧密"),
        "none": Text(en="No driver stands out", zh="没有突出的驱动因素"),
    },
    "kpi": {
        "met": Text(en="{what}: target met", zh="{what}：达标"),
        "not_met": Text(en="{what}: target not met", zh="{what}：未达标"),
        "not_shown": Text(en="{what}: the data cannot tell", zh="{what}：数据不足以判断"),
        "suppressed": Text(en="{what}: too few cases", zh="{what}：样本过少"),
    },
    "targets": {
        "missed": _MISSED,
        "missed_known": _MISSED,
        "none_missed": Text(en="No target shown to be missed", zh="未发现未达标的目标"),
        "all_met": Text(en="All targets met", zh="全部目标达标"),
    },
}
