"""What is planted in `firms`, figure by figure: data/firms/truth.yml, in the form of the other studies.

The firms that took part are all there are, so the planted value of a figure is its exact value among them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from manyi.rows import indicators
from manyi.rows.codebook import Codebook
from manyi.sample import firms_plan as plan
from manyi.sample.truth import Figure, figures, holds, level, planted
from manyi.stats.assessment import score
from manyi.stats.published import printed

HEAD = """# The truth of the sample study: written by `make sample`, read by tests and by the comparison of published
# and found figures, never by the pipeline. Shares are 0-1. Values are those of the firms that took part, exactly.
"""


def truth(waves: dict[int, pd.DataFrame], book: Codebook, mess: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Return everything planted; `mess` is what was planted in the file of each wave."""
    scored = {wave: _scored(frame) for wave, frame in waves.items()}
    return {
        "study": "firms",
        "seed": {"value": plan.SEED, "note": "fixed before any score was looked at, never changed since"},
        "design": {"census": "every firm that took part is in the file", "returning": plan.RETURNING},
        "figures": [_figure(one, scored, book) for one in figures("firms")],
        "waves": {wave: _wave(frame) for wave, frame in scored.items()},
        "files": mess,
    }


def _figure(figure: Figure, scored: dict[int, pd.DataFrame], book: Codebook) -> Figure:
    """Return a figure with its planted value, and whether that is what the source prints."""
    frame = scored[figure["wave"]]
    if "by" in figure:  # of every group: the lowest one counts
        lowest = min(level(mine, book, figure) for _, mine in frame.groupby(figure["by"], observed=True))
        return figure | {"planted": round(lowest, 6), "holds": lowest >= figure["bound"]}
    values = planted(lambda _: frame, book, figure)
    if figure["relation"] == "=":
        same = printed(values["planted"], figure["decimals"]) == printed(figure["published"], figure["decimals"])
    else:
        same = holds(figure, values)
    return figure | {name: round(value, 6) for name, value in values.items()} | {"holds": same}


def _scored(firms: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([firms, score(firms, indicators.load("firms"))], axis=1)


def _wave(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the levels and tiers of a wave, before any form was spoilt."""
    return {
        "firms": len(frame),
        "score": {"mean": round(float(frame["score"].mean()), 6), "sd": round(float(frame["score"].std()), 6)},
        "passed": round(float(frame["passed"].mean()), 6),
        "levels": {str(name): int(count) for name, count in frame["level"].value_counts(sort=False).items()},
        "tiers": {str(name): int(count) for name, count in frame["tier"].value_counts(sort=False).items()},
    }
