"""The words of claims about one number: its level, and its level against a target."""

from __future__ import annotations

from manyi.rows.codebook import Text

_TARGET_EN, _TARGET_ZH = (
    "{what}: {value:full}, target {direction} {target:unit}: ",
    "{what}：{value:full}，目标{direction}{target:unit}：",
)
_KPI = {
    "met": Text(en=_TARGET_EN + "met.", zh=_TARGET_ZH + "达标。"),
    "not_met": Text(en=_TARGET_EN + "not met.", zh=_TARGET_ZH + "未达标。"),
    "not_shown": Text(
        en=_TARGET_EN + "neither met nor missed can be shown.", zh=_TARGET_ZH + "尚不能证明达标或未达标。"
    ),
    "suppressed": Text(en="{what}: too few cases to judge.", zh="{what}：样本过少，无法判断。"),
}
_LEVEL = {
    "shown": Text(en="{what}: {value:full}.", zh="{what}：{value:full}。"),
    "suppressed": Text(en="{what}: too few answers for a reliable figure.", zh="{what}：回答数过少，数字不可靠。"),
}
LEVELS = {"level": _LEVEL, "kpi": _KPI}
