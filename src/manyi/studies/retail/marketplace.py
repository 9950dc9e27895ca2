"""A marketplace's tables: counts by week, reviews and their complaints, refunds. Output: small frames, Estimates.

Counts come from `rows.tally` (done by the engine); reviews and refunds are samples with a design.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.rows.tables import tally
from manyi.stats.design.design import Design
from manyi.stats.estimate.durations import time_quantiles
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.means_and_shares import ratios
from manyi.stats.survey_sample import survey_design
from manyi.studies.retail.rates import weekly
from manyi.studies.retail.themes import Coder, ThemeBook
from manyi.studies.source_report.found_again import published_figures

COUNTS = ["orders", "reviews", "positive", "negative"]
WEEKS = 53  # weeks of a year, the last one short


def account(tables: Mapping[str, Survey]) -> pd.DataFrame:
    """Return what was delivered, removed and kept in the latest wave of each table; personal: number of redactions.

    Rows: table delivered repeated_header broken_record duplicate kept personal. table "" is the study itself.
    """
    rows = []
    for name, survey in tables.items():
        steps = survey.waterfall[survey.waterfall["wave"] == survey.year].set_index("step")
        removed = steps["removed"]
        problems = survey.problems[survey.problems["wave"] == survey.year]
        rows.append({
            "table": name or "reviews",
            "delivered": int(steps["left"].iloc[0] + removed.iloc[0]),
            **{rule: int(removed[rule]) for rule in ("repeated_header", "broken_record", "duplicate")},
            "kept": int(steps["left"]["valid"]),
            "personal": int((problems["rule"] == "personal_data").sum()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def week_counts(study: str, year: int) -> pd.DataFrame:
    """Return counts up to a year: rows wave month psu promotion goods rows time orders reviews positive negative.

    psu is the week, `time` its position in the year, 0 to 1; rows: the days it covers here.
    Summed by the engine.
    """
    counts = tally(f"{study}/orders", year, ["wave", "month", "psu", "promotion", "goods"], COUNTS)
    return counts.assign(time=(counts["psu"].str[-2:].astype(float) - 0.5) / WEEKS)


def register(study: str, year: int) -> Design:
    """Return complaints counted by the engine, up to a year: a row per wave, week and topic, weighted by its count."""
    counts = tally(f"{study}/complaints", year, ["wave", "psu", "topic"])
    return Design(counts.assign(weight=counts["rows"].astype(float)), psu="psu", wave="wave", basis="census")


def rates_of(
    counts: pd.DataFrame, year: int, count: str, exposure: str, by: str | None = None, per: float = 1.0
) -> Estimates:
    """Return count per `per` of exposure in a year, by group; base: the exposure counted. Errors over weeks.

    Effective sizes are left out: a row is a week of many orders, so sizes in rows mean nothing next to that base.
    """
    design = weekly(counts, per, exposure, count)
    estimates = ratios(design.where(design.frame["wave"] == year), count, "per_exposure", by)
    now = counts[counts["wave"] == year]
    base = estimates.table[by].map(now.groupby(by)[exposure].sum()) if by else float(now[exposure].sum())
    table = estimates.table.assign(
        item=count, base=base, status="shown", reason="", n_eff=np.nan, n_kish=np.nan, deff=np.nan
    )
    return replace(estimates, table=table)


def over_years(counts: pd.DataFrame, count: str, exposure: str, per: float = 1.0) -> pd.DataFrame:
    """Return the rate of every year: rows wave item estimate low high base status."""
    years = sorted(counts["wave"].unique())
    return pd.concat([rates_of(counts, year, count, exposure, per=per).table.assign(wave=year) for year in years])


def by_theme(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose `item` is a theme with the theme in a column of its own, since it is not a question."""
    return rows.rename(columns={"item": "theme"})


def volumes(counts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return one row per category, most negative reviews first: goods orders negative rate (per 1,000 orders) ranks."""
    now = counts[counts["wave"] == year].groupby("goods", as_index=False)[COUNTS].sum()
    now["rate"] = 1000 * now["negative"] / now["orders"]
    for name in ("negative", "rate"):
        now[f"{name}_rank"] = now[name].rank(ascending=False, method="min")
    return now.sort_values("negative", ascending=False, ignore_index=True)


def complaining(survey: Survey, book: ThemeBook, year: int) -> Design:
    """Return the reviews of a year with a 0/1 column per theme; the domain: the negative ones with words."""
    design = survey_design(survey, year)
    text = design.frame["text"]
    wanted = ((design.frame["rating"] == "negative") & text.notna()).to_numpy()
    if not wanted.any():
        raise InputError(f"no review with words has the rating negative in {year}", survey.study.study)
    codes = Coder(book).coded(text[wanted])
    columns = {}
    for name in book.themes:
        columns[name] = np.full(len(text), np.nan)
        columns[name][wanted] = codes[name]
    return design.assign(**columns).where(wanted)


def read_twice(design: Design, themes: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return the codes of the reviews two people read: {"machine", "coder_a", "coder_b", "agreed"}, with the same rows.

    Empty frames if nobody read any.
    """
    frame = design.frame[design.inside]
    coded = [name for name in themes if f"agreed__{name}" in frame]
    chosen = frame[frame[f"agreed__{coded[0]}"].notna()] if coded else frame.iloc[:0]
    readings = {"machine": chosen[coded].reset_index(drop=True)}
    for coder in ("coder_a", "coder_b", "agreed"):
        reading = chosen[[f"{coder}__{name}" for name in coded]].reset_index(drop=True)
        readings[coder] = reading.set_axis(coded, axis=1)
    return readings


def refund_times(refunds: Survey, year: int, p: Sequence[float] = (0.5,)) -> pd.DataFrame:
    """Return days within which a share p of a category's refunds is completed by buyer and seller alone.

    Rows: goods flow item p estimate low high df base status reason. Requests still open count with the time they took
    so far. Never pooled over categories: equal numbers were drawn from each.
    """
    design = survey_design(refunds, year)
    design = design.where((design.frame["handled"] == "self").to_numpy())
    ended = (design.frame["done"] == "yes").astype(float).where(design.frame["done"].notna())
    times = time_quantiles(design.assign(ended=ended), "days", "ended", p, by=["flow", "goods"])
    return times[times["base"] > 0].reset_index(drop=True)


def spans(medians: pd.DataFrame) -> pd.DataFrame:
    """Return the shortest and longest category median of each flow, with the interval of that category.

    Rows: flow end (min, max) goods estimate low high base. The shortest of several estimates is shorter than the
    shortest truth by chance, the longest longer: read with the intervals.
    """
    rows = []
    for flow, group in medians[medians["status"] != "suppressed"].groupby("flow", observed=True, sort=False):
        for end, at in (("min", group["estimate"].argmin()), ("max", group["estimate"].argmax())):
            row = group.iloc[int(at)]
            about = {name: row[name] for name in ("estimate", "low", "high", "base")}
            rows.append({"flow": str(flow), "end": end, "goods": str(row["goods"]), **about})
    return pd.DataFrame(rows)


def published_again(study: str, year: int, positive: Mapping[str, pd.Series], ends: pd.DataFrame) -> pd.DataFrame:
    """Return the figures a source published about this year with those found here; empty if there are none.

    positive: group -> row of `rates_of` (exact counts); ends: rows of `spans`. Rows: id text unit
    published planted found low high inside. inside: a count is as printed, an interval covers the published figure.
    """
    rows = []
    for figure in published_figures(study, year):
        if figure["of"] == "positive":
            row, unit = positive[figure["group"]], "percent"
            exact = float(row["estimate"])
            inside = (
                exact > figure["published"] if figure["relation"] == ">" else round(exact, 4) == figure["published"]
            )
            low = high = float("nan")
        else:
            row = ends[(ends["flow"] == figure["of"]) & (ends["end"] == figure["group"])].iloc[0]
            unit, low, high = "days", float(row["low"]), float(row["high"])
            inside = low <= figure["published"] <= high
        rows.append({
            "id": figure["id"], "text": Text(**figure["text"]), "unit": unit, "relation": figure["relation"], "published": figure["published"], "planted": figure["planted"],
            "found": float(row["estimate"]), "found_low": low, "found_high": high, "inside": bool(inside),
        })  # fmt: skip
    return pd.DataFrame(rows)


def orders_again(study: str, year: int, orders: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the rank orders a source published about this year, and whether they are found: id text places same.

    found: what is ordered -> its keys, first to last. `first` and `last` of truth.yml are sets, unless `in_order`.
    """
    rows = []
    for figure in published_figures(study, year, "orders"):
        keys, same = list(orders[figure["of"]]), True
        places = len(figure.get("first", [])) + len(figure.get("last", []))
        for end in ("first", "last"):
            wanted = list(figure.get(end, []))
            keys_there = keys[: len(wanted)] if end == "first" else keys[len(keys) - len(wanted) :]
            same = same and (
                keys_there == wanted if figure.get("in_order") and end == "first" else set(keys_there) == set(wanted)
            )
        rows.append({"id": figure["id"], "text": Text(**figure["text"]), "places": places, "same": same})
    return pd.DataFrame(rows)
