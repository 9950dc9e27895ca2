"""What a report was made from and what it consists of, as digests by file: taken once, compared later.

In: the studies and the year, or a built report's folder; out: {file: sha256}, kept in run.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.publish.flow.hashes import files_of
from manyi.rows.fingerprints import inputs, together
from manyi.rows.tables import tables_of
from manyi.study import reading

RECORD = "run.json"


@dataclass(frozen=True)
class Inputs:
    """The digest of every raw file and description, and the data hashes recorded in results made from them."""

    files: dict[str, str]
    data: dict[str, set[str]]  # by study: its own, that of each of its tables, and that of all together


def of_inputs(studies: Iterable[str], year: Period) -> Inputs:
    """Return the digests of all that a report reads from its studies and their tables, up to a year.

    Raises the InputErrors of reading the files.
    """
    files: dict[str, str] = {}
    data: dict[str, set[str]] = {}
    for study in dict.fromkeys(studies):
        parts = [_of(name, year) for name in (study, *tables_of(study, year))]
        hashes = [together(part.values()) for part in parts]
        files |= {file: digest for part in parts for file, digest in part.items()}
        data[study] = {*hashes, together(hashes)}
    return Inputs(files, data)


def _of(name: str, year: Period) -> dict[str, str]:
    definition = reading.definition(name)
    return inputs(definition, [wave for wave in sorted(definition.origins) if wave <= year])


def refuse_changed(before: Mapping[str, str], studies: Iterable[str], year: Period) -> None:
    """Raise InputError naming a file of the studies that has changed since the report was built."""
    try:
        changed = differing(before, of_inputs(studies, year).files)
    except InputError as error:
        raise InputError(f"the data changed since the report was built: {error}") from error
    if changed:
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        raise InputError(f"changed since the report was built{more}: make report again", where=changed[0])


def refuse_mixed(ledger: pd.DataFrame, taken: Inputs) -> None:
    """Raise InputError for numbers made from other data than those whose digests were taken."""
    pairs = ledger[["study", "data_sha256"]].dropna().drop_duplicates()
    for study, digest in pairs.itertuples(index=False, name=None):
        if digest not in taken.data.get(study, set()):
            raise InputError("the data changed while the report was built: make report again", where=str(study))


def of_products(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a built report, except the record that holds them."""
    return {name: digest for name, digest in files_of(folder).items() if name != RECORD}


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the files whose digest differs, or which only one side has."""
    return sorted(file for file in before.keys() | now.keys() if before.get(file) != now.get(file))
