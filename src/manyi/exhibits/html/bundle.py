"""What a cell displays: one exhibit in both languages, as one MIME bundle. JupyterLab shows the default language."""

from __future__ import annotations

import os
from typing import Any

from IPython.display import display

from manyi.exhibits.html.font import FAMILY
from manyi.exhibits.html.markup import plain

MIME = "application/vnd.manyi.v1+json"
# Enough for an exhibit to look right in JupyterLab; the published page brings its own style.
LAB = (
    f"<style>.manyi{{font-family:'{FAMILY}','PingFang SC','Microsoft YaHei',sans-serif;max-width:46rem;"
    "line-height:1.6}.manyi figure{margin:1rem 0}.manyi .title{display:block;font-weight:600}"
    ".manyi .subtitle,.manyi .notes{display:block;"
    "font-size:.9em}.manyi svg.chart{width:100%;stroke-linejoin:round}.manyi svg.narrow{display:none}.manyi .number,.manyi .numeric td{text-align:right}</style>"
)


def default_language() -> str:
    """Return the language shown in JupyterLab: MANYI_LANGUAGE, or English."""
    return "zh" if os.environ.get("MANYI_LANGUAGE", "en").startswith("zh") else "en"


def show(kind: str, id_: str, en: str, zh: str, **more: Any) -> dict[str, Any]:
    """Display one exhibit and return its bundle."""
    shown = {"en": str(en), "zh": str(zh)}[default_language()]
    bundle = {
        MIME: {"kind": kind, "id": id_, "en": str(en), "zh": str(zh), **more},
        "text/html": f'{LAB}<div class="manyi">{shown}</div>',
        "text/plain": f"[{kind} {id_}] {plain(shown)[:300]}",
    }
    display(bundle, raw=True)
    return bundle


def mark_end(name: str) -> None:
    """Display a mark that the chapter reached its end: the exporter checks for it and prints nothing."""
    display({MIME: {"kind": "end", "id": f"{name}-end"}, "text/plain": f"[end {name}]"}, raw=True)
