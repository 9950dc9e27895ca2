"""What every drawn sample is asked. Input: a design; output: intervals with their estimate, and errors of tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.stats import (
    Design,
    adjust_p,
    changes,
    chi_square,
    letters,
    means,
    omnibus,
    pairwise,
    quantiles,
    shares,
    versus_rest,
)
from manyi.stats.compare.contrasts import contrast
from manyi.stats.compare.ranking import extremes
from manyi.stats.estimate.woodruff import quantile_of
from tests.simulation.samples import BEFORE, DRIVERS, FAMILY, NOW, World

Answer = tuple[float, float, float, float]  # estimate, its standard error, lower and upper end
ALPHA, LABELS = 0.05, 12
SHIFTED, SHIFT = DRIVERS[::2], 0.1  # items with a planted change, in points of five
LEFT_OUT, LEFT_OUT_BOT = 0.02, 0.05  # share of answers left out, and of those who talked to a chatbot


@dataclass(frozen=True)
class Question:
    """One interval: its name, what it is of, and whether coverage above nominal is expected (and why)."""

    name: str
    of: str
    above: str = ""


COARSE = "few different answers: an interval that ends on answers holds more than it promises"
QUESTIONS = [
    Question("mean", "index, everybody"),
    Question("mean, small domain", "index in chatbot service (n about 320)"),
    Question("share", "served with the first contact"),
    Question("share, small domain", "served with the first contact, finance (n about 320)"),
    Question("NPS", "recommendation"),
    Question("difference", "index, phone less online"),
    Question("change", "index, this wave less the last, half the districts shared"),
    Question("change, null item", "attitude index, planted not to change"),
    Question("median", "hours to solve, in tenths", COARSE),
    Question("90 % quantile", "minutes waited", COARSE),
    Question("mean, answers left out", "index, 2 % of answers missing, 5 % in chatbot service"),
]


def truth(world: World) -> dict[str, float]:
    """Return the value of each question in the enumerated population."""
    now, before = world.people[NOW], world.people[BEFORE]
    channel = now.groupby("channel", observed=True)["index"].mean()
    hours, wait = (np.sort(now[item].dropna().to_numpy()) for item in ("hours", "wait"))
    return {
        "mean": now["index"].mean(),
        "mean, small domain": channel["bot"],
        "share": now["fcr"].mean(),
        "share, small domain": now.loc[now["industry"] == "finance", "fcr"].mean(),
        "NPS": now["nps"].mean(),
        "difference": channel["phone"] - channel["online"],
        "change": now["index"].mean() - before["index"].mean(),
        "change, null item": now["attitude_index"].mean() - before["attitude_index"].mean(),
        "median": quantile_of(hours, np.ones(len(hours)), 0.5),
        "90 % quantile": quantile_of(wait, np.ones(len(wait)), 0.9),
        "mean, answers left out": now["index"].mean(),
    }


def levels(design: Design, claimed: pd.DataFrame) -> dict[str, Answer]:
    """Answer the questions about means; `claimed` are the changes of the claim family."""
    now = design.where(design.frame["wave"] == NOW)
    both, channel = means(now, ["index", "nps"]), means(now, "index", "channel")
    keys = [{"phone": 1.0, "online": -1.0}.get(name, 0.0) for name in channel.table["channel"]]
    change = claimed.set_index("item")
    change[["low", "high"]] = change[["low95", "high95"]]  # one at a time; together they are held by `claims`
    found = {
        "mean": both.row(item="index"),
        "mean, small domain": channel.row(channel="bot"),
        "share": shares(now, "fcr").row(),
        "NPS": both.row(item="nps"),
        "difference": contrast(channel, np.array(keys)).iloc[0],
        "change": change.loc["index"],
        "change, null item": change.loc["attitude_index"],
    }
    return {name: answer(row) for name, row in found.items()}


def others(design: Design, rng: np.random.Generator) -> dict[str, Answer]:
    """Answer the questions about quantiles, the share in a small domain, and a mean of incomplete answers."""
    now = design.where(design.frame["wave"] == NOW)
    found = {
        "share, small domain": shares(now.where(now.frame["industry"] == "finance"), "fcr").row(),
        "median": quantiles(now, "hours").row(),
        "90 % quantile": quantiles(now, "wait", 0.9).row(),
        "mean, answers left out": means(left_out(now, ["index"], rng), "index").row(),
    }
    return {name: answer(row) for name, row in found.items()}


def left_out(design: Design, items: list[str], rng: np.random.Generator) -> Design:
    """Lose some answers to each item, each by itself, more of those who talked to a chatbot."""
    frame = design.frame
    rate = np.where(frame["channel"] == "bot", LEFT_OUT_BOT, LEFT_OUT)
    return design.assign(**{item: frame[item].where(rng.random(len(frame)) >= rate) for item in items})


def answer(row: pd.Series) -> Answer:
    """Return estimate, error and interval of one row of estimates, contrasts or coefficients."""
    point = row["estimate"] if "estimate" in row else row["difference"]
    return float(point), float(row["se"]), float(row["low"]), float(row["high"])


def family(design: Design) -> pd.DataFrame:
    """Return the changes of the claim family, tested and worded together."""
    return changes(design, FAMILY, NOW, BEFORE)


def claims(rows: pd.DataFrame, real: World) -> dict[str, float]:
    """Say whether one of the claim family's simultaneous intervals misses the truth."""
    true = real.changes
    return {"claims, simultaneous intervals": float(((true < rows["low"]) | (true > rows["high"])).any())}


def false_changes(unchanged: Design) -> dict[str, float]:
    """Return errors of tests of change between two samples of the same people.

    All null: the claim family. Mixed: 8 ratings x 4 channels, half of the ratings moved by SHIFT in the earlier wave.
    """
    rows = family(unchanged)
    claimed = rows["verdict"].str.startswith(("rose", "fell")).any()
    earlier = (unchanged.frame["wave"] == BEFORE).to_numpy()
    moved = {item: unchanged.frame[item] - SHIFT * earlier for item in SHIFTED}
    table = changes(unchanged.assign(**moved), DRIVERS, NOW, BEFORE, "channel", adjust="none")
    null = ~table["item"].isin(SHIFTED).to_numpy()
    return {
        "claims, nothing changed (Holm)": float(claimed),
        "32 changes, half true (Holm)": float((adjust_p(table["p"], "holm")[null] <= ALPHA).any()),
        "32 changes, half true (BH)": _false_share(adjust_p(table["p"], "bh"), null),
    }


def false_groups(design: Design, rng: np.random.Generator) -> dict[str, float]:
    """Return errors of tests between 12 groups drawn by lot, alone and mixed with the 12 industries."""
    now = by_lot(design, rng)
    groups, industries = means(now, "index", "lot"), means(now, "index", "industry")
    lots = pairwise(groups, "none")["p"]
    p = np.concatenate([lots, pairwise(industries, "none")["p"]])
    return {
        "letters of 12 groups by lot (Holm)": float((letters(groups)["higher_than"] != "").any()),
        "joint test of 12 groups by lot (Rao-Scott)": float(omnibus(groups).p <= ALPHA),
        "table of 12 groups by lot x 4 channels (Rao-Scott)": float(chi_square(now, "lot", "channel").p <= ALPHA),
        "132 pairs, half of groups by lot (BH)": _false_share(adjust_p(p, "bh"), np.arange(len(p)) < len(lots)),
    }


def by_lot(design: Design, rng: np.random.Generator) -> Design:
    """Return this wave with `lot`: 12 groups everybody is put into at random."""
    label = pd.Categorical.from_codes(rng.integers(0, LABELS, len(design.frame)), list(range(LABELS)))
    return design.assign(lot=pd.Series(label)).where(design.frame["wave"] == NOW)


def best(design: Design, real: World, rng: np.random.Generator) -> dict[str, float]:
    """Return errors of the slower tests: the set of possibly highest industries, each group against the rest."""
    now = by_lot(design, rng)
    found = extremes(means(now, "index", "industry"))
    four = now.assign(lot=now.frame["lot"].cat.codes % 4)
    p = pd.concat([versus_rest(four, "index", by, "none")["p"] for by in ("lot", "channel")])
    return {
        "set of highest industries misses the highest": float(
            real.highest not in set(found.loc[found["highest"], "group"])
        ),
        "8 groups against the rest, half by lot (BH)": _false_share(adjust_p(p, "bh"), np.arange(len(p)) < 4),
    }


def _false_share(p: np.ndarray, null: np.ndarray) -> float:
    """Return the share of false findings among the findings; 0 when there are none."""
    found = np.asarray(p) <= ALPHA
    return float((found & null).sum() / max(found.sum(), 1))
