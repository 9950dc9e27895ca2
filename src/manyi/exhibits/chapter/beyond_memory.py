"""What a chapter did not compute from every row, for a study with more rows than memory may hold, as lines to print."""

from __future__ import annotations

from manyi.exhibits.claims.sentence import Value
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.formats import LANGUAGES, listed
from manyi.language.text import Text
from manyi.rows.stored import StoredRows

WORDS = words.beside(__file__).section("beyond_memory")
WHAT = WORDS.section("what")


def lines(rows: StoredRows | None) -> dict[str, tuple[Text, dict[str, Value]]]:
    """Return {id: line and its values}: what was computed from a random draw of rows, and what was not computed."""
    if rows is None:
        return {}
    noted = {"drawn-rows": list(rows.drawn), "not-computed": list(dict.fromkeys(rows.refused))}
    sizes: dict[str, Value] = {
        name: Number(float(count), "count", statistic=name, basis="census")
        for name, count in (("rows", len(rows)), ("most", rows.most))
    }
    return {id_: (WORDS[id_], {**sizes, "what": _listed(what)}) for id_, what in noted.items() if what}


def _listed(names: list[str]) -> Text:
    return Text(**{language: listed([WHAT[name][language] for name in names], language) for language in LANGUAGES})
