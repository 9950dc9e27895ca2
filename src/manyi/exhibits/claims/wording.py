"""The words of claims about groups and sets of items: who is higher, who is highest, whether they differ at all."""

from __future__ import annotations

from manyi.language.text import Text

_BY_EN, _BY_ZH = (
    " a difference of {difference:unit} ({difference:interval}).",
    "{difference:unit}（{difference:interval}）。",
)
_FIXED_EN, _FIXED_ZH = (
    "; the answers do not vary by chance, so this was not tested.",
    "；回答没有随机变动，未作检验。",
)
_TOO_FEW = Text(en="Too few answers to compare {a} with {b}.", zh="回答数过少，无法比较{a}与{b}。")
_GAP = {
    "higher": Text(en="Higher for {a} than for {b}:" + _BY_EN, zh="{a}高于{b}，差值为" + _BY_ZH),
    "lower": Text(en="Lower for {a} than for {b}:" + _BY_EN, zh="{a}低于{b}，差值为" + _BY_ZH),
    "unclear": Text(
        en="No clear difference between {a} and {b}: {difference:unit} ({difference:interval}).",
        zh="{a}与{b}之间无明确差别：{difference:unit}（{difference:interval}）。",
    ),
    "untested": Text(
        en="{a} and {b} are {difference:unit} apart" + _FIXED_EN, zh="{a}与{b}相差{difference:unit}" + _FIXED_ZH
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
    "untested": Text(
        en=_LEVELS_EN + "a difference of {difference:unit}" + _FIXED_EN,
        zh=_LEVELS_ZH + "相差{difference:unit}" + _FIXED_ZH,
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
    "untested": Text(
        en="{group}: {value}, {difference:unit} from the others" + _FIXED_EN,
        zh="{group}为{value}，与其他组相差{difference:unit}" + _FIXED_ZH,
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
    "untested": Text(en="The values run from {low} to {high}" + _FIXED_EN, zh="数值从{low}到{high}" + _FIXED_ZH),
    "alike": Text(
        en="All have the same value, {high}: none is highest or lowest.", zh="数值均为{high}，无最高与最低之分。"
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
    "untested": Text(
        en="These {compared} were not tested against their mean: the answers do not vary by chance.",
        zh="这{compared}项未与其平均水平作检验：回答没有随机变动。",
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
    "untested": Text(
        en="{what} by {by}: nothing to test, the answers do not vary by chance.",
        zh="按{by}看{what}：回答没有随机变动，无需检验。",
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
    "untested": Text(en="Nothing to test: the answers do not vary by chance.", zh="回答没有随机变动，无需检验。"),
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
    "untested": Text(
        en="With {controls} held constant, {a} and {b} are {difference:unit} apart" + _FIXED_EN,
        zh="在{controls}相同的条件下，{a}与{b}相差{difference:unit}" + _FIXED_ZH,
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


_NO_CHANGE = Text(en="{what}: no clear change", zh="{what}无明确变化")
_APART = {
    "higher": Text(en="Higher for {a} than for {b}", zh="{a}高于{b}"),
    "lower": Text(en="Lower for {a} than for {b}", zh="{a}低于{b}"),
    "unclear": Text(en="No clear difference between {a} and {b}", zh="{a}与{b}无明确差别"),
    "untested": Text(en="{a} and {b}: not tested", zh="{a}与{b}未作检验"),
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
        "unchanged": Text(en="{what}: no change", zh="{what}没有变化"),
        "untested": Text(en="{what}: a change that was not tested", zh="{what}的变化未作检验"),
        "suppressed": Text(en="{what}: too few answers", zh="{what}：回答数过少"),
    },
    "changed": {
        "rose": Text(en="Some rose, none fell", zh="部分上升，没有下降"),
        "fell": Text(en="Some fell, none rose", zh="部分下降，没有上升"),
        "rose_fell": Text(en="Some rose, some fell", zh="有升有降"),
        "none": Text(en="No clear change", zh="无明确变化"),
        "untested": Text(en="Nothing to test", zh="无可检验的变化"),
        "suppressed": Text(en="Too few answers to compare", zh="回答数过少，无法比较"),
    },
    "gap": _APART,
    "gap_levels": _APART,
    "part": {
        "higher": Text(en="{group}: higher than the others", zh="{group}高于其他组"),
        "lower": Text(en="{group}: lower than the others", zh="{group}低于其他组"),
        "unclear": Text(en="{group}: no clear difference from the others", zh="{group}与其他组无明确差别"),
        "untested": Text(en="{group}: not tested against the others", zh="{group}与其他组的差别未作检验"),
        "suppressed": Text(en="{group}: too few answers", zh="{group}：回答数过少"),
    },
    "extremes": {
        "one_one": Text(en="{top} highest, {bottom} lowest", zh="{top}最高，{bottom}最低"),
        "one_tied": Text(en="{top} highest; the lowest cannot be told apart", zh="{top}最高，最低者无法区分"),
        "tied_one": Text(en="{bottom} lowest; the highest cannot be told apart", zh="{bottom}最低，最高者无法区分"),
        "tied_tied": Text(en="Highest and lowest cannot be narrowed to one", zh="最高与最低均无法确定为一组"),
        "none": Text(en="No group is clearly highest or lowest", zh="没有明确的最高或最低组"),
        "untested": Text(en="Highest and lowest were not tested", zh="最高与最低未作检验"),
        "alike": Text(en="All groups have the same value", zh="各组数值相同"),
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
    "unchanged": Text(
        en="{what} was {value} in {before} and in {now}: these answers do not vary by chance, and there is nothing to test.",
        zh="{what}在{before}年和{now}年均为{value}：回答没有随机变动，无需检验。",
    ),
    "untested": Text(
        en="{what}: {before_value} in {before} and {value} in {now}, a change of {difference:unit}. These answers do not "
        "vary by chance, so the change was not tested.",
        zh="{what}：{before}年为{before_value}，{now}年为{value}，变化{difference:unit}。回答没有随机变动，该变化未作检验。",
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
    "untested": Text(
        en="From {before} to {now} there was nothing to test: the answers do not vary by chance.",
        zh="{before}年至{now}年无可检验的变化：回答没有随机变动。",
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
    "untested": Text(
        en="Of the change in {what} from {before} to {now}, {rate:unit} comes from changes within the groups ({by}) and "
        "{mix:unit} from changes in how large the groups are; the answers do not vary by chance, so neither was tested.",
        zh="{what}在{before}年至{now}年的变化中，{rate:unit}来自各组内部的变化（按{by}分组），{mix:unit}来自各组占比的变化；"
        "回答没有随机变动，未作检验。",
    ),
}
OVER_TIME = {"change": _CHANGE, "changed": _CHANGED, "persistent": _PERSISTENT, "mix": _MIX}


PLACED = {"en": "{} ({})", "zh": "{}（{}）"}
SENTENCES: dict[str, dict[str, Text]] = {**LEVELS, **OVER_TIME, **GROUPS, **DRIVERS}
