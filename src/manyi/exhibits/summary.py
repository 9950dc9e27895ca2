"""Claims between chapters: what a chapter leaves for the summary, and how the summary prints it again.

One record is one tested sentence: id, kind, en, zh, verdict, shown, weight, anchor, chapter, numbers (placeholder ->
ledger id).
Printed again, a sentence keeps its numbers but points to where they were first printed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from manyi import places
from manyi.exhibits.claims import Claim
from manyi.exhibits.markup import join, tag
from manyi.exhibits.spoken import Spoken
from manyi.rows.codebook import Text

MORE = {"en": "See the evidence", "zh": "查看依据"}


def record(spoken: Spoken, claim: Claim, chapter: str, anchor: str, study: Text) -> dict[str, Any]:
    """Return what is remembered of a claim."""
    return {
        "study": {"en": study.en, "zh": study.zh}, "id": spoken.id, "kind": claim.kind, "verdict": claim.verdict, "shown": claim.shown, "weight": claim.weight,
        "anchor": anchor, "chapter": chapter, "en": str(spoken.text["en"]), "zh": str(spoken.text["zh"]),
        "numbers": dict(spoken.ids),
    }  # fmt: skip


def save(path: Path, claims: Sequence[dict[str, Any]]) -> None:
    """Write the claims, whole or not at all."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(list(claims), ensure_ascii=False, indent=1), "utf-8")
    half.replace(path)


def read(report: str, year: int, study: str = "") -> list[dict[str, Any]]:
    """Return the claims of the chapters already run (of one study when named), the heaviest first."""
    folder = places.build() / report / str(year) / "results"
    found = [
        claim for file in sorted(folder.glob(f"*-{study or '*'}.json")) for claim in json.loads(file.read_text("utf-8"))
    ]
    return sorted(found, key=lambda claim: -claim["weight"])


def findings(claims: Sequence[dict[str, Any]], id_: str) -> tuple[Markup, Markup]:
    """Return the claims as a list in both languages, each with a link to its evidence."""
    made = {
        language: tag("ol", join(_finding(claim, language) for claim in claims), id=id_, class_="findings")
        for language in ("en", "zh")
    }
    return made["en"], made["zh"]


def _finding(claim: dict[str, Any], language: str) -> Markup:
    named = tag("span", claim["study"][language], class_="study")
    link = tag("a", MORE[language], href=f"#{claim['anchor']}", class_="evidence")
    return tag("li", named, " ", again(claim[language]), " ", link)


def again(html: str) -> Markup:
    """Return a sentence printed a second time: its numbers point to the first printing instead of repeating its ids."""
    return Markup(html.replace(' id="n-', ' data-number="'))  # our own, already escaped HTML
