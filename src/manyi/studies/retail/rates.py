"""Counts relative to their exposure. Input: counts by group and week; one row out: a group.

A count follows its volume; a rate does not. Rates have the weeks as units that could have turned out
differently, because a bad week is bad for all. Limits are drawn row by row: the classic funnel has the number of cases
on its axis; if every group has very many, its curves are flat and the names do not fit. Here each group has a row, with
its own limits as a band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart, Column, Data, Row, Scene, sort, table_of
from manyi.exhibits.figures import look, telling
from manyi.exhibits.figures.axis import reach
from manyi.exhibits.figures.boards import Key, Line, Panel, board
from manyi.exhibits.figures.rows import FLOORS
from manyi.exhibits.numbers import NAN, Number, Record, number
from manyi.language import words
from manyi.language.formats import HEAD, axis
from manyi.language.text import Text
from manyi.stats.compare.change_verdicts import equivalence_p, verdicts
from manyi.stats.compare.ranking import between_variance
from manyi.stats.design.design import Design
from manyi.stats.estimate.interval import t_interval
from manyi.stats.models.linear_model import regression

WORDS = words.beside(__file__).section("rates")

LIMITS = {"95": 1.959964, "998": 3.090232}  # two-sided 95 % and 99.8 %, the funnel's usual pair


def weekly(counts: pd.DataFrame, per: float = 1.0, exposure: str = "orders", count: str = "negative") -> Design:
    """Return counts by week (psu) as a design with columns `count`, `exposure`, `per_exposure` = exposure / per."""
    if (counts[exposure] < 0).any() or (counts[count] < 0).any():
        raise InputError("a count is negative", where=f"{count}, {exposure}")
    frame = counts.assign(one=1.0, per_exposure=counts[exposure] / per)
    return Design(frame, weight="one", psu="psu", wave="wave", basis="census")


def funnel(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the groups with columns centre, tau, and for 95 and 99.8 %: lower_, upper_, signal_, chance_.

    groups: estimate (share), base (cases). Limits are centre +- z sqrt(p (1 - p) / n + tau^2): tau, the spread of
    groups beyond chance, by the moment equation (Spiegelhalter 2005, additive). signal_ is 'above' or
    'below' those limits; chance_ the same with tau = 0, where with
    many cases nearly every group is outside and the plot says nothing.
    """
    share, n = groups["estimate"].to_numpy(float), groups["base"].to_numpy(float)
    if len(share) < 3 or np.isnan(share).any() or (n < 1).any():
        raise InputError("a funnel needs at least three groups with cases")
    centre = float((share * n).sum() / n.sum())
    within = centre * (1 - centre) / n
    tau2 = between_variance(share, within, np.ones((len(share), 1)))
    out = groups.assign(centre=centre, tau=np.sqrt(tau2))
    for name, z in LIMITS.items():
        for label, variance in (("signal", within + tau2), ("chance", within)):
            half = z * np.sqrt(variance)
            out[f"{label}_{name}"] = np.where(
                share > centre + half, "above", np.where(share < centre - half, "below", "")
            )
            if label == "signal":
                out[f"lower_{name}"], out[f"upper_{name}"] = np.maximum(centre - half, 0), np.minimum(centre + half, 1)
    return out


def rate_trend(
    counts: pd.DataFrame, time: str, controls: Sequence[str] = (), count: str = "negative", exposure: str = "orders",
    delta: float = 0.05,
) -> pd.DataFrame:  # fmt: skip
    """Return how the rate changes per unit of `time`, and with each control.

    Rows: item estimate se low high df p p_same verdict delta base status. estimate and interval are relative changes
    exp(b) - 1 (se: that of b); verdict as in `stats.verdict`, against relative changes of +-delta.
    Log-linear quasi-Poisson with exposure: weighting the rate count / exposure by exposure gives the score equations of
    the offset model (McCullagh and Nelder 1989, section 6.3). Errors over psu (weeks), so a bad week counts once.
    """
    frame = counts[counts[exposure] > 0].reset_index(drop=True)
    frame = frame.assign(rate=frame[count] / frame[exposure])
    design = Design(frame, weight=exposure, psu="psu", wave="wave", basis="census")
    rows = regression(design, "rate", [time, *controls], model="count", smallest=0).table
    rows = rows[rows["term"] != "(intercept)"].rename(columns={"term": "item"}).reset_index(drop=True)
    b, se, df = rows["estimate"], rows["se"], rows["df"]
    low, high = np.expm1(t_interval(b, se, df))
    up, down = np.log1p(delta), np.log1p(-delta)
    same = equivalence_p(b - (up + down) / 2, se, df, (up - down) / 2)
    rows = rows.assign(
        estimate=np.expm1(b), low=low, high=high, base=int(frame[count].sum()), status="shown", p_same=same
    )
    limit, shown = np.full(len(rows), delta), np.ones(len(rows), bool)
    columns = ["predictor", "category", "p_adjusted", "difference"]
    verdict = verdicts(rows.assign(difference=rows["estimate"], p_adjusted=rows["p"]), limit, shown)
    return rows.assign(verdict=verdict, delta=delta).drop(columns=columns, errors="ignore")


MOVED = WORDS.section("moved")
COMPARED = WORDS.section("compared")


def rate_moved(row: Record, what: Text, period: Text, *, kind: str = "rate") -> Claim:
    """Return how a rate changed over a period; `period` follows the verb in English and the subject in Chinese.

    kind: "volume" for a plain number, which also depends on how much was sold and is not a finding.
    """
    return _claim(row, str(row["verdict"]).replace("unchanged", "untested"), MOVED, what, period, kind)


def rate_compared(row: Record, what: Text, period: Text, share: float = 1.0) -> Claim:
    """Return how a rate inside a window compares with other days; `share` of all is inside it."""
    verdict = str(row["verdict"]).removesuffix("_small").replace("same", "unclear").replace("unchanged", "untested")
    return _claim(row, verdict, COMPARED, what, period, "rate", share)


def _claim(
    row: Record, verdict: str, texts: Mapping[str, Text], what: Text, period: Text, kind: str, share: float = 1.0
) -> Claim:
    value, shown = number(row, "percent", statistic="relative change"), verdict.startswith(("rose", "fell"))
    return Claim(
        kind, verdict, {"value": value}, {"what": what, "period": period}, shown, texts[verdict], effect=value,
        delta=float(row.get("delta", NAN)), people=share * value.base, cause=value.item,
    )  # fmt: skip


FUNNEL = words.beside(__file__).section("funnel")
HEADS = FUNNEL.section("heads")


def limits(groups: pd.DataFrame, by: str) -> Chart:
    """Return the figure of a frame of `funnel`; `by` is its key column."""
    rows = []
    for record in table_of(groups).to_dict("records"):
        about = {"item": str(record.get("item", "")), "group": f"{by}={record[by]}"}
        share = Number(float(record["estimate"]), "percent", statistic="share", base=float(record["base"]), **about)  # type: ignore[arg-type]
        ends = {name: Number(float(record[name]), "percent", statistic=f"funnel, {name}", **about) for name in HEADS}  # type: ignore[arg-type]
        rows.append(Row({by: str(record[by])}, {"estimate": share, **ends}, str(record["signal_95"])))
    columns = (
        Column("estimate", HEAD["percent"], "percent"),
        *(Column(name, head, "percent") for name, head in HEADS.items()),
    )
    data = sort(Data(columns, tuple(rows)))
    centre = float(groups["centre"].iloc[0])
    return Chart(FUNNEL["funnel_limits"], data, FUNNEL["read"], lambda scene: _draw(scene, centre),
                 own_title=True, finding=lambda _: telling.outside(data))  # fmt: skip


def _draw(scene: Scene, centre: float) -> Figure:
    rows, middle = list(scene.data), Number(centre, "percent")
    keys = [
        Key(scene.say(FUNNEL["inside"]), look.colour("grey")),
        Key(scene.say(FUNNEL["outside"]), look.colour("down"), "D"),
        Key(f"{scene.say(FUNNEL['centre'])} {scene.number(middle)}", look.colour("axis"), "|"),
    ]
    ends = [row.numbers[name].value for row in rows for name in ("estimate", *HEADS)]
    span = reach(ends, *FLOORS["percent"])
    lines = [Line(scene.name(row), (scene.number(row.numbers["estimate"]),)) for row in rows]
    drawn = board(scene, lines, [Panel(span, "percent", foot=axis("percent", scene.language))], keys)
    drawn.axes.vlines(centre, drawn.top, drawn.bottom, color=look.colour("axis"), linewidth=1.4, zorder=1)
    for row, (y,) in zip(rows, drawn.tracks, strict=True):
        for width, low, high in ((4, "lower_998", "upper_998"), (9, "lower_95", "upper_95")):
            ends_of_band = row.numbers[low].value, row.numbers[high].value
            drawn.axes.hlines(y, *ends_of_band, color=look.colour("band"), linewidth=width, zorder=2)
        tone, marker = ("down", "D") if row.flag else ("grey", "o")
        drawn.axes.plot([row.numbers["estimate"].value], [y], marker, color=look.colour(tone), markersize=7, zorder=4)
    return drawn.figure
