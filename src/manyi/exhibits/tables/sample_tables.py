"""Tables about the sample itself: what was removed, what was set to missing, weights, the headline under other choices.

Input: the books of a Survey (`problems`, `quarantine`, `weighting`, `diagnostics`). Output: a Chart.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from manyi.exhibits.data import Chart, Column, Data, Row, table_of
from manyi.exhibits.numbers import NAN, Number
from manyi.exhibits.tables.grids import KIND
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.rows.survey import Survey

WORDS = words.beside(__file__).section("sample")

RULES = WORDS.section("rules")
DELIVERED = WORDS["delivered"]
SHARES = WORDS.section("shares")
READ_SHARES = WORDS["read_shares"]
WEIGHTS: Mapping[str, tuple[Text, Unit]] = {
    "largest_weight": (WORDS["largest_weight_mean_is_one"], "ratio"),
    "trimmed": (WORDS["weights_trimmed"], "percent"),
    "base": (WORDS["answers_to_the_headline_question"], "count"),
    "deff": (WORDS["design_effect"], "ratio"),
    "weights": (WORDS["of_it_weights"], "ratio"),
    "clusters": (WORDS["of_it_clusters"], "ratio"),
    "n_eff": (WORDS["effective_n"], "count"),
}
READ_WEIGHTS = WORDS["read_weights"]


def counts(records: pd.DataFrame) -> Chart:
    """Return how many records each rule caught; if none, a row that says so."""
    removed = records["rule"].value_counts()
    names: Mapping[str, Text] = {
        rule: RULES.get(rule, Text(en=rule.replace("_", " "), zh=rule)) for rule in map(str, removed.index)
    }
    rows = [Row({"rule": str(rule)}, {"count": _count(float(n), str(rule))}) for rule, n in removed.items()]
    if not rows:
        rows, names = [Row({"rule": "none"}, {"count": _count(0.0, "none")})], WORDS.section("table")
    head = WORDS.section("table_2")
    return Chart(
        KIND,
        Data((Column("count", WORDS["count"], "count"),), tuple(rows), head),
        WORDS["read_counts"],
        base=DELIVERED,
        labels=names,
    )


def balance(margins: pd.DataFrame) -> Chart:
    """Return target, before and after of every category of every margin."""
    rows = [
        Row({str(record["margin"]): str(record["category"])},
            {name: Number(float(record[name]), "percent", statistic=name, group=f"{record['margin']}={record['category']}", basis="census")
             for name in SHARES})
        for record in margins.to_dict("records")
    ]  # fmt: skip
    columns = tuple(Column(name, text, "percent") for name, text in SHARES.items())
    return Chart(KIND, Data(columns, tuple(rows)), READ_SHARES, base=WORDS["screened"])


def weights(diagnostics: pd.DataFrame, headline: pd.DataFrame) -> Chart:
    """Return what weighting and clustering cost, wave by wave; headline: its estimates by wave (`means(...).table`).

    What is unknown for every wave, such as how many delivered weights were trimmed, is left out.
    """
    spread = headline.assign(weights=headline["base"] / headline["n_kish"], wave=headline["wave"].astype(int))
    facts = diagnostics.merge(spread.assign(clusters=spread["deff"] / spread["weights"]), on="wave")
    printed = {name: column for name, column in WEIGHTS.items() if facts[name].notna().any()}
    rows = [
        Row({"wave": str(Period(record["wave"]))},
            {name: Number(float(record[name]), unit, statistic=name, wave=str(Period(record["wave"])), basis="census")
             for name, (_, unit) in printed.items()})
        for record in facts.to_dict("records")
    ]  # fmt: skip
    columns = tuple(Column(name, text, unit) for name, (text, unit) in printed.items())
    return Chart(KIND, Data(columns, tuple(rows)), READ_WEIGHTS, measure=WORDS["cost"])


def _count(value: float, rule: str) -> Number:
    return Number(value, "count", statistic="count", group=f"rule={rule}", basis="census")


COLUMNS: dict[str, tuple[Text, Unit]] = {
    "invited": (WORDS["invited"], "count"),
    "begun": (WORDS["began"], "count"),
    "delivered": (WORDS["delivered_2"], "count"),
    "participation": (WORDS["delivered_of_invited"], "percent"),
    "broke_off": (WORDS["broke_off"], "percent"),
    "scope": (WORDS["in_scope"], "count"),
    "clusters": (WORDS["clusters"], "count"),
    "kept": (WORDS["clusters_of_the_wave_before"], "percent"),
}
READ = WORDS.section("read")


def waves(survey: Survey) -> Chart:
    """Return who was reached in each wave; what is unknown for every wave is left out."""
    by_wave = {wave: _facts(survey, wave) for wave in survey.waves}
    names = [name for name in COLUMNS if any(facts[name] == facts[name] for facts in by_wave.values())]
    rows = [
        Row({"wave": str(Period(wave))}, {
            name: Number(facts[name], COLUMNS[name][1], statistic=name, wave=str(Period(wave)), basis="census")
            for name in names if facts[name] == facts[name]
        })
        for wave, facts in by_wave.items()
    ]  # fmt: skip
    panel = survey.study.disclosure.get("b01_panel")
    texts = [*([panel] if panel else []), *(text for name, text in READ.items() if name in names)] or [WORDS["plain"]]
    columns = tuple(Column(name, *COLUMNS[name]) for name in names)
    return Chart(KIND, Data(columns, tuple(rows)), Text.joined(texts), base=DELIVERED)


def _facts(survey: Survey, wave: int) -> dict[str, float]:
    about, steps = (
        survey.study.waves[Period(wave)],
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
    """Return how many clusters a wave has, and the share of them that were also in the wave before."""
    design = survey.study.design
    if design.psu is None or wave in design.unclustered or survey.study.basis == "census":
        return NAN, NAN
    units = _psu(survey, wave)
    if not units:
        return NAN, NAN
    earlier = max((past for past in survey.waves if past < wave), default=None)
    if earlier is None or earlier in design.unclustered:
        return float(len(units)), NAN
    return float(len(units)), 0.0 if design.psu_renewed else len(units & _psu(survey, earlier)) / len(units)


def _psu(survey: Survey, wave: int) -> set[str]:
    """Return the clusters of the records of a wave that have one; a record without is a unit of its own, not a cluster."""
    if survey.stored:
        return survey.stored.clusters(wave)
    now = survey.frame[survey.frame["wave"] == wave]
    return set(now.loc[now["psu"].astype(str) != now["row"].astype(str), "psu"])


def waterfall(frame: pd.DataFrame, *, wave: int | None = None, labels: Mapping[str, Text] | None = None) -> Chart:
    """Return the steps of cleaning of one wave, from columns wave step removed left label_en label_zh."""
    text, names = WORDS.section("waterfall"), dict(labels or {})
    chosen = frame[frame["wave"] == wave] if wave is not None else frame
    rows = []
    for record in table_of(chosen).to_dict("records"):
        step = f"step {record['step']}"
        names[step] = Text(en=str(record["label_en"]), zh=str(record["label_zh"]))
        about = {
            "statistic": "count",
            "wave": str(Period(record["wave"])),
            "group": f"step={record['step']}",
            "basis": "census",
        }
        numbers = {name: Number(float(record[name]), "count", **about) for name in ("removed", "left")}  # type: ignore[arg-type]
        rows.append(Row({"step": step}, numbers))
    columns = tuple(Column(name, text[name], "count") for name in ("removed", "left"))
    data = Data(columns, tuple(rows), {"step": text["step"]})
    return Chart(text["kind"], data, text["read"], None, text["topic"], text["measure"], text["base"], names)
