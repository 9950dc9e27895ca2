"""Published figures that a sample study was made to hold: data/<study>/truth.yml. Real studies have none."""

from __future__ import annotations

from typing import Any

from manyi import places
from manyi.rows.documents import read_yaml


def published_figures(study: str, year: int) -> list[dict[str, Any]]:
    """Return what a source published about a wave and how each figure is estimated; empty without truth.yml."""
    path = places.data() / study / "truth.yml"
    if not path.is_file():
        return []
    truth: dict[str, Any] = read_yaml(path, dict[str, Any])
    return [figure for figure in truth.get("figures", []) if figure["wave"] == year]
