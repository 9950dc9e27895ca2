"""Published figures compared with those found here. Input: a design and published figures; output: a row per figure.

Only figures that are one share are compared; directions and rankings are tested where they are reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from manyi import places
from manyi.language.text import Text
from manyi.stats.design.column_values import matching
from manyi.stats.design.design import Design
from manyi.stats.design.groups import with_share
from manyi.stats.estimate.means_and_shares import shares
from manyi.study.yaml_file import read_yaml


def published_shares(design: Design, figures: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return id text published found low high base status reason same inside; low and high by Wilson's method.

    `same`: found rounds, half up, to what was printed (`decimals` of the percentage). `inside`: the published figure
    is in the interval. Neither says whether a found share is reliable: `status` does.
    """
    rows = []
    for figure in figures:
        if figure["of"] != "share" or figure["relation"] != "=" or "against" in figure:
            continue
        inside, item = with_share(
            design.where(matching(design.frame, figure.get("where", {}))), figure["item"], figure["answers"]
        )
        ours = shares(inside, item, method="wilson").row()
        both = [as_percentage(share, figure.get("decimals", 1)) for share in (ours["estimate"], figure["published"])]
        rows.append({
            "id": figure["id"], "text": Text(**figure["text"]),
            "published": figure["published"], "found": ours["estimate"],
            **{name: ours[name] for name in ("low", "high", "base", "status", "reason")},
            "same": both[0] == both[1], "inside": ours["low"] <= figure["published"] <= ours["high"],
        })  # fmt: skip
    return pd.DataFrame(rows)


def as_percentage(share: float, decimals: int) -> Decimal:
    """Return a share as a percentage with this many decimals, rounded half up as sources do."""
    return (Decimal(repr(float(share))) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def published_figures(study: str, year: int, kind: str = "figures") -> list[dict[str, Any]]:
    """Return what a source published about a wave and how to estimate each figure; empty without truth.yml.

    kind "orders": what comes first and last, where the source gives no number.
    """
    path = places.data() / study / "truth.yml"
    if not path.is_file():
        return []
    truth: dict[str, Any] = read_yaml(path, dict[str, Any])
    return [figure for figure in truth.get(kind, []) if figure["wave"] == year]
