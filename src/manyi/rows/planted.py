"""Published figures that a sample study was made to hold: data/<study>/truth.yml. Real studies have none."""

from __future__ import annotations

from typing import Any

from manyi import places
from manyi.rows.documents import read_yaml


def published_figures(study: str, year: int, kind: str = "figures") -> list[dict[str, Any]]:
    """Return what a source published about a wave and how each figure is estimated; empty without truth.yml.

    kind "orders": what it said comes first and last, where the source gives no number.
    """
    path = places.data() / study / "truth.yml"
    if not path.is_file():
        return []
    truth: dict[str, Any] = read_yaml(path, dict[str, Any])
    return [figure for figure in truth.get(kind, []) if figure["wave"] == year]
