"""Is the sample the same from wave to wave? Input: a Survey; output: one row per wave of who was reached and where.

Participation is what was delivered of those invited. No response rate is computed: it needs a probability sample.
"""

from __future__ import annotations

import pandas as pd

from manyi.exhibits.chart import Chart
from manyi.exhibits.data import Column, Data, Row
from manyi.exhibits.grids import KIND
from manyi.exhibits.numbers import Number
from manyi.exhibits.quality import DELIVERED
from manyi.exhibits.words import Unit
from manyi.rows.codebook import Text
from manyi.rows.survey import Survey

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
