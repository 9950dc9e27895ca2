"""The last check before a report is put in place: nothing a study hides follows from what it publishes.

In: the clean rows of a study and its tables, what its chapters printed and the file of its toplines; out: nothing, or
one line that says which numbers are about too few people, or which hidden ones can be worked out and from which
printed ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from manyi.display import listed
from manyi.errors import InputError
from manyi.exhibits.disclosure.hidden_numbers import READ, worked_out
from manyi.exhibits.disclosure.linear_numbers import APART, LEVELS
from manyi.exhibits.numbers import keys_in
from manyi.exhibits.vocabulary import AGAINST_GROUP
from manyi.rows.survey import Survey
from manyi.stats.estimate.suppress import SMALLEST_BASE

PRINTED = [*READ, "basis"]  # columns of a ledger
NAMED = 3  # numbers named in the line; the others are counted


def printed_in(files: Iterable[Path], study: str) -> pd.DataFrame:
    """Return what chapters printed about a study, as these checks need it; a chapter may have no file."""
    parts = [pd.read_parquet(file) for file in files if file.is_file()]
    kept = [part.loc[part["study"] == study, PRINTED] for part in parts if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=PRINTED)


def toplines_in(file: Path) -> pd.DataFrame:
    """Return the numbers of toplines as published."""
    text = dict.fromkeys(("id", "item", "group", "wave", "statistic", "status"), str)
    return pd.read_csv(file, dtype=text, keep_default_na=False, na_values={"value": [""], "base": [""]})[READ]


def require_enough(study: str, printed: pd.DataFrame) -> None:
    """Raise InputError if chapters print a level or a difference of fewer than 30 people, who are no complete count.

    printed: rows of `printed_in`. A difference without a base is one of too few if a level of either group is hidden
    because it is.
    """
    told = printed[printed["status"].ne("suppressed") & printed["statistic"].isin([*LEVELS, *APART])]
    few = told[(told["base"] < SMALLEST_BASE) & (told["basis"] != "census")]
    named = [f"{id_} ({base:.0f} people)" for id_, base in zip(few["id"], few["base"], strict=True)]
    hidden = printed[printed["status"].eq("suppressed") & printed["statistic"].isin(LEVELS) & printed["group"].ne("")]
    small = hidden[hidden["base"] < SMALLEST_BASE].to_dict("records")
    hidden_in = {(row["item"], row["wave"], side): row["id"] for row in small for side in _sides(row["group"])}
    for row in told[told["base"].isna()].to_dict("records"):
        cells = [(row["item"], row["wave"], side) for side in _sides(row["group"])]
        named += [f"{row['id']} (its group is hidden in {hidden_in[cell]})" for cell in cells if cell in hidden_in]
    if named:
        raise InputError(
            f"numbers of fewer than {SMALLEST_BASE} people are printed: {listed(named, NAMED)}: "
            "print rows of estimates and tests as they come, which hide them, or leave these out",
            where=f"{study}: disclosure",
        )


def _sides(group: str) -> list[frozenset[tuple[str, str]]]:
    """Return the group a number is about, and the one it is compared with, each as its columns and keys."""
    about: dict[str, str] = {}
    against: dict[str, str] = {}
    for name, key in keys_in(group).items():
        (against if name.startswith(AGAINST_GROUP) else about)[name.removeprefix(AGAINST_GROUP)] = key
    if against and "answer" in about:
        against["answer"] = about["answer"]
    return [frozenset(keys.items()) for keys in (about, against) if keys]


def require_secret(study: str, surveys: Iterable[Survey], ledgers: Sequence[pd.DataFrame]) -> None:
    """Raise InputError if a hidden number of a study follows from the printed ones of all its ledgers."""
    filled = [ledger for ledger in ledgers if len(ledger)]
    if not filled:
        return
    ledger = pd.concat(filled, ignore_index=True)
    given = {number.id: number for survey in surveys for number in worked_out(survey, ledger)}
    if given:
        named = [f"{number.id} (from {listed(number.by, NAMED)})" for number in list(given.values())[:NAMED]]
        more = f" and {len(given) - NAMED} more" if len(given) > NAMED else ""
        raise InputError(
            f"hidden numbers can be worked out from printed ones: {'; '.join(named)}{more}: print fewer of those, "
            "or merge small groups",
            where=f"{study}: disclosure",
        )
