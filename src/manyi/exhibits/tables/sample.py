"""Tables about the sample itself: what was removed, what was set to missing, weights, the headline under other choices.

Input: the books of a Survey (`problems`, `quarantine`, `weighting`, `diagnostics`). Output: a Chart.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from manyi.exhibits.data import Chart, Column, Data, Row
from manyi.exhibits.numbers import Number
from manyi.exhibits.tables.grid import KIND
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.rows.survey import Survey

RULES = {
    "no_answer": Text(en="No answer at all", zh="没有任何回答"),
    "not_a_respondent": Text(en="Rows of the file that hold no answers", zh="文件中不是答卷的行"),
    "repeated_header": Text(en="Header repeated inside the file", zh="文件内重复的表头"),
    "broken_record": Text(en="Cells missing or too many", zh="残缺或错位的记录"),
    "duplicate": Text(en="Duplicate of a kept record", zh="重复的答卷"),
    "careless": Text(en="Careless: several independent signs", zh="作答不认真（多项独立迹象）"),
    "text": Text(en="Text where a number belongs", zh="应填数字处填了文字"),
    "error": Text(en="Error of the spreadsheet in place of an answer", zh="电子表格错误值，不是回答"),
    "whole": Text(en="Not a whole number", zh="应为整数"),
    "step": Text(en="Between two points of the scale", zh="不在量表刻度上"),
    "range": Text(en="Number outside its limits", zh="数值超出范围"),
    "scale": Text(en="Answer outside the scale", zh="回答超出量表"),
    "routing": Text(en="Answered although not asked", zh="未被询问却有回答"),
    "personal_data": Text(en="Personal data blanked in an open answer", zh="开放题中的个人信息已遮蔽"),
}
DELIVERED = Text(en="every record delivered", zh="收到的全部记录")
SCREENED = Text(en="all who were screened, in scope or not", zh="全部甄别受访者，不论是否属于调查范围")
COST = Text(en="Cost in precision, for the headline question", zh="对主要指标精度的代价")
COUNT = Text(en="Records", zh="记录数")
READ_COUNTS = Text(
    en="Counts of records as delivered. The list with file, line and value stays with the survey, not on this page.",
    zh="按提交记录计数。含文件、行号与原值的清单由调查方保存，不在本页公布。",
)
SHARES = {
    "target": Text(en="Population", zh="总体"),
    "before": Text(en="Sample before", zh="加权前"),
    "after": Text(en="After weighting", zh="加权后"),
}
READ_SHARES = Text(
    en="A category left empty by a respondent is held at its own share; nobody is guessed.",
    zh="未作答者自成一类，按其自身占比保留，不作推测。",
)
WEIGHTS: Mapping[str, tuple[Text, Unit]] = {
    "largest_weight": (Text(en="Largest weight, mean is one", zh="最大权数（均值为一）"), "ratio"),
    "trimmed": (Text(en="Weights trimmed", zh="被截断的权数"), "percent"),
    "base": (Text(en="Answers to the headline question", zh="主要指标的回答数"), "count"),
    "deff": (Text(en="Design effect", zh="设计效应"), "ratio"),
    "weights": (Text(en="of it, weights", zh="其中：权数"), "ratio"),
    "clusters": (Text(en="of it, clusters", zh="其中：整群"), "ratio"),
    "n_eff": (Text(en="Effective n", zh="有效样本量"), "count"),
}
READ_WEIGHTS = Text(
    en="The design effect is how many times more answers it takes, for the same precision, than with equal weights and no "
    "clusters: what unequal weights cost (Kish) times what clusters cost, less what the margins explain.",
    zh="设计效应表示与等权、不分群相比，达到同样精度需要多少倍的回答：等于权数不等的代价（Kish）乘以整群的代价，后者已扣除边际变量所能解释的部分。",
)


def counts(records: pd.DataFrame) -> Chart:
    """Return how many records fell under each rule; none at all is a row that says so."""
    found = records["rule"].value_counts()
    names = {rule: RULES.get(rule, Text(en=rule.replace("_", " "), zh=rule)) for rule in map(str, found.index)}
    rows = [Row({"rule": str(rule)}, {"count": _count(float(n), str(rule))}) for rule, n in found.items()]
    if not rows:
        rows, names = [Row({"rule": "none"}, {"count": _count(0.0, "none")})], {"none": Text(en="None", zh="无")}
    head = {"rule": Text(en="Rule", zh="规则")}
    return Chart(
        KIND, Data((Column("count", COUNT, "count"),), tuple(rows), head), READ_COUNTS, base=DELIVERED, labels=names
    )


def balance(margins: pd.DataFrame) -> Chart:
    """Return target, before and after of every category of every margin."""
    rows = [
        Row({str(one["margin"]): str(one["category"])},
            {name: Number(float(one[name]), "percent", statistic=name, group=f"{one['margin']}={one['category']}", basis="census")
             for name in SHARES})
        for one in margins.to_dict("records")
    ]  # fmt: skip
    columns = tuple(Column(name, text, "percent") for name, text in SHARES.items())
    return Chart(KIND, Data(columns, tuple(rows)), READ_SHARES, base=SCREENED)


def weights(diagnostics: pd.DataFrame, headline: pd.DataFrame) -> Chart:
    """Return what weighting and clustering cost, wave by wave; headline: its estimates by wave (`means(...).table`)."""
    spread = headline.assign(weights=headline["base"] / headline["n_kish"], wave=headline["wave"].astype(int))
    facts = diagnostics.merge(spread.assign(clusters=spread["deff"] / spread["weights"]), on="wave")
    rows = [
        Row({"wave": str(int(one["wave"]))},
            {name: Number(float(one[name]), unit, statistic=name, wave=str(int(one["wave"])), basis="census")
             for name, (_, unit) in WEIGHTS.items()})
        for one in facts.to_dict("records")
    ]  # fmt: skip
    columns = tuple(Column(name, text, unit) for name, (text, unit) in WEIGHTS.items())
    return Chart(KIND, Data(columns, tuple(rows)), READ_WEIGHTS, measure=COST)


def _count(value: float, rule: str) -> Number:
    return Number(value, "count", statistic="count", group=f"rule={rule}", basis="census")


NAN = float("nan")
COLUMNS: dict[str, tuple[Text, Unit]] = {
    "invited": (Text(en="Invited", zh="邀请人数"), "count"),
    "begun": (Text(en="Began", zh="开始作答"), "count"),
    "delivered": (Text(en="Delivered", zh="提交份数"), "count"),
    "participation": (Text(en="Delivered of invited", zh="提交占邀请"), "percent"),
    "broke_off": (Text(en="Broke off", zh="中途退出"), "percent"),
    "scope": (Text(en="In scope", zh="属于调查范围"), "count"),
    "clusters": (Text(en="Clusters", zh="群数"), "count"),
    "kept": (Text(en="Clusters of the wave before", zh="与上期相同的群"), "percent"),
}
READ = {
    "broke_off": Text(en="Broke off: of those who began.", zh="中途退出占开始作答者的比例。"),
    "clusters": Text(en="Clusters: the places or flights that were drawn first.", zh="群：首先抽取的地点或航班。"),
}
PLAIN = Text(en="Counts of the files as delivered.", zh="按收到的文件计数。")


def waves(survey: Survey) -> Chart:
    """Return who was reached in each wave; what is not known of any wave is left out."""
    found = {wave: _facts(survey, wave) for wave in sorted(survey.frame["wave"].unique())}
    known = [name for name in COLUMNS if any(facts[name] == facts[name] for facts in found.values())]
    rows = [
        Row({"wave": str(wave)}, {
            name: Number(facts[name], COLUMNS[name][1], statistic=name, wave=str(wave), basis="census")
            for name in known if facts[name] == facts[name]
        })
        for wave, facts in found.items()
    ]  # fmt: skip
    panel = survey.study.disclosure.get("b01_panel")
    said = [*([panel] if panel else []), *(text for name, text in READ.items() if name in known)] or [PLAIN]
    read = Text(en=" ".join(text.en for text in said), zh="".join(text.zh for text in said))
    columns = tuple(Column(name, COLUMNS[name][0], COLUMNS[name][1]) for name in known)
    return Chart(KIND, Data(columns, tuple(rows)), read, base=DELIVERED)


def _facts(survey: Survey, wave: int) -> dict[str, float]:
    about, steps = (
        survey.study.waves[wave],
        survey.waterfall[survey.waterfall["wave"] == wave].set_index("step")["left"],
    )
    invited, begun = (float(count) if count else NAN for count in (about.invited, about.begun))
    delivered = float(steps["delivered"])
    clusters, kept = _clusters(survey, wave)
    return {
        "invited": invited, "begun": begun, "delivered": delivered, "participation": delivered / invited,
        "broke_off": 1 - delivered / begun, "scope": float(steps["eligible"]), "clusters": clusters, "kept": kept,
    }  # fmt: skip


def _clusters(survey: Survey, wave: int) -> tuple[float, float]:
    """Return how many clusters a wave has, and the share of them that the wave before had too."""
    design, frame = survey.study.design, survey.frame
    if design.psu is None or wave in design.unclustered or survey.study.basis == "census":
        return NAN, NAN
    own = set(_psu(frame, wave))
    earlier = frame.loc[frame["wave"] < wave, "wave"]
    if earlier.empty or earlier.max() in design.unclustered:
        return float(len(own)), NAN
    return float(len(own)), 0.0 if design.psu_renewed else len(own & set(_psu(frame, int(earlier.max())))) / len(own)


def _psu(frame: pd.DataFrame, wave: int) -> pd.Series:
    return frame.loc[frame["wave"] == wave, "psu"]
