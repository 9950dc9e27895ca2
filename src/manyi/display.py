"""How objects show themselves in a notebook and a terminal: a short line, and a small table in HTML.

For researchers at work, in English as the code is; what readers of a report see is made by `exhibits`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from markupsafe import Markup, escape

LONGEST = 280  # characters of a repr
ROWS = 12  # rows of a table shown, the first and the last halves of them


def brief(name: str, facts: Mapping[str, object]) -> str:
    """Return '<Name a=1 b=two>' of the facts that are not empty, at most 280 characters."""
    parts = [f"{key}={value}" for key, value in facts.items() if value not in (None, "", ())]
    line = " ".join([name, *parts])
    return f"<{line if len(line) <= LONGEST - 2 else line[: LONGEST - 3].rstrip() + '…'}>"


def listed(names: Iterable[object], most: int = 6) -> str:
    """Return 'a, b, c and 4 more'."""
    every = [str(name) for name in names]
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def card(name: str, facts: Mapping[str, object], frame: pd.DataFrame | None = None) -> str:
    """Return a heading, the facts and the first and last rows of a frame as HTML; everything is escaped."""
    rows = Markup().join(
        Markup("<tr><th style='text-align:left'>{}</th><td style='text-align:left'>{}</td></tr>").format(key, value)
        for key, value in facts.items()
        if value not in (None, "", ())
    )
    html = Markup("<div><strong>{}</strong><table>{}</table>{}</div>")
    return str(html.format(name, rows, Markup() if frame is None else small(frame)))


def small(frame: pd.DataFrame) -> Markup:
    """Return a frame as a table of at most twelve rows, numbers to three digits after the point."""
    half = ROWS // 2
    shown = frame if len(frame) <= ROWS else pd.concat([frame.head(half), frame.tail(half)])
    html = shown.to_html(index=False, border=0, escape=True, float_format=lambda value: f"{value:.3f}", na_rep="–")
    left_out = len(frame) - len(shown)
    return Markup(html) + (Markup("<p>{}</p>").format(f"{left_out} rows between are not shown") if left_out else "")


def text(value: object) -> str:
    """Return a value as escaped HTML text."""
    return str(escape(str(value)))
