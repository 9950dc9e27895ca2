"""The words of claims about one number: its level, and its level against a target."""

from __future__ import annotations

from manyi.rows.codebook import Text

_TARGET_EN, _TARGET_ZH = (
    "{what}: {value:full}, target {direction} {target:goal}: ",
    "{what}：{value:full}，目标{direction}{target:goal}：",
)
_KPI = {
    "met": Text(en=_TARGET_EN + "met.", zh=_TARGET_ZH + "达标。"),
    "not_met": Text(en=_TARGET_EN + "not met.", zh=_TARGET_ZH + "未达标。"),
    "not_shown": Text(
        en=_TARGET_EN + "the data cannot tell whether it is met.", zh=_TARGET_ZH + "数据不足以判断是否达标。"
    ),
    "suppressed": Text(en="{what}: too few cases to judge.", zh="{what}：样本过少，无法判断。"),
}
_COUNTS_EN, _COUNTS_ZH = "Of {all} targets: {met} met; ", "{all}项目标中，{met}项达标；"
_OPEN_EN, _OPEN_ZH = "for {not_shown} the data cannot tell.", "{not_shown}项数据不足以判断。"
_TARGETS = {
    "missed": Text(
        en=_COUNTS_EN + "{not_met} not met ({missed}); " + _OPEN_EN,
        zh=_COUNTS_ZH + "{not_met}项未达标（{missed}）；" + _OPEN_ZH,
    ),
    "missed_known": Text(
        en=_COUNTS_EN + "{not_met} not met ({missed}).", zh=_COUNTS_ZH + "{not_met}项未达标（{missed}）。"
    ),
    "none_missed": Text(en=_COUNTS_EN + "none missed; " + _OPEN_EN, zh=_COUNTS_ZH + "没有未达标者；" + _OPEN_ZH),
    "all_met": Text(en="All {all} targets are met.", zh="{all}项目标全部达标。"),
}
_LEVEL = {
    "shown": Text(en="{what}: {value:full}.", zh="{what}：{value:full}。"),
    "suppressed": Text(en="{what}: too few answers for a reliable figure.", zh="{what}：回答数过少，数字不可靠。"),
}
LEVELS = {"level": _LEVEL, "kpi": _KPI, "targets": _TARGETS}
