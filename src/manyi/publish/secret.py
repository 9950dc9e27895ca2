"""The last check before a report is put in place: nothing a study hides follows from what it publishes.

In: the clean rows of a study and its tables, what its chapters printed and the file of its toplines; out: nothing, or
one line that says which hidden numbers can be worked out, and from which printed ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from manyi.errors import InputError
from manyi.exhibits.disclosure.hidden_numbers import READ, worked_out
from manyi.rows.survey import Survey

NAMED = 3  # numbers named in the line; the others are counted


def printed_in(files: Iterable[Path], study: str) -> pd.DataFrame:
    """Return what chapters printed about a study, as an attack needs it; a chapter may have no file."""
    parts = [pd.read_parquet(file) for file in files if file.is_file()]
    kept = [part.loc[part["study"] == study, READ] for part in parts if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=READ)


def toplines_in(file: Path) -> pd.DataFrame:
    """Return the numbers of toplines as published."""
    text = dict.fromkeys(("id", "item", "group", "wave", "statistic", "status"), str)
    return pd.read_csv(file, dtype=text, keep_default_na=False, na_values={"value": [""], "base": [""]})[READ]


def require_secret(study: str, surveys: Iterable[Survey], ledgers: Sequence[pd.DataFrame]) -> None:
    """Raise InputError if a hidden number of a study follows from the printed ones of all its ledgers."""
    filled = [ledger for ledger in ledgers if len(ledger)]
    if not filled:
        return
    ledger = pd.concat(filled, ignore_index=True)
    given = {number.id: number for survey in surveys for number in worked_out(survey, ledger)}
    if given:
        named = [f"{number.id} (from {_listed(number.by)})" for number in list(given.values())[:NAMED]]
        more = f" and {len(given) - NAMED} more" if len(given) > NAMED else ""
        raise InputError(
            f"hidden numbers can be worked out from printed ones: {'; '.join(named)}{more}: print fewer of those, "
            "or merge small groups",
            where=f"{study}: disclosure",
        )


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:NAMED]) + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")
