"""Published numbers, and whether a rebuild still gives them. One row of published/<report>/<year>.csv is one number.

The file is committed when a report goes out; from then on every build compares. A published number that changes or
disappears must be named in the newest section of CHANGELOG.md, by its id or by '<report> <year>': until then, the build
says so on the console and in the foot of the page, and `make publish` refuses.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.publish.digests import RECORD, differing, of_products, refuse_changed
from manyi.publish.swap import recover

COMPARED = ("value", "low", "high", "base")
TOLERANCE = 1e-9  # relative tolerance: the last digits of a sum may differ between processors
CHANGES = "CHANGELOG.md"


@dataclass(frozen=True)
class BackTest:
    """A ledger compared with what was published: how many numbers, which changed, and which changes are unexplained."""

    published: int
    changed: tuple[str, ...]
    unexplained: tuple[str, ...]


def file_of(report: str, year: Period) -> Path:
    """Return the file with the published numbers of a report."""
    return places.root() / "published" / report / f"{year}.csv"


def published_numbers(file: Path) -> pd.DataFrame:
    """Return published numbers; a file without numbers by id is an InputError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # a row longer than the header
            frame = pd.read_csv(file, dtype={"id": str}, index_col=False)
        if missing := [column for column in ("id", *COMPARED) if column not in frame]:
            raise InputError(f"has no column {missing[0]!r}", where=file.name)
        frame = frame.assign(**{column: pd.to_numeric(frame[column]) for column in COMPARED})
    except (ValueError, TypeError, pd.errors.ParserWarning) as error:  # not UTF-8, no table, text as a number
        raise InputError(f"is not a file of numbers: {' '.join(str(error).split())}", where=file.name) from None
    if len(twice := frame.loc[frame["id"].duplicated() | frame["id"].isna(), "id"]):
        raise InputError(f"the id {str(twice.iloc[0])!r} belongs to more than one number", where=file.name)
    return frame


def compare(published: pd.DataFrame, computed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number and column that differs; a number that only one side has is a difference too."""
    old, new = published.set_index("id"), computed.set_index("id")
    rows: list[tuple[str, str, object, object]] = []
    rows += [(name, "", "published", "not computed") for name in old.index.difference(new.index, sort=False)]
    rows += [(name, "", "not published", "computed") for name in new.index.difference(old.index, sort=False)]
    shared = old.index.intersection(new.index, sort=False)
    for column in [name for name in COMPARED if name in old]:
        pairs = zip(shared, old.loc[shared, column], new.loc[shared, column], strict=True)
        rows += [(name, column, was, now) for name, was, now in pairs if not _same(was, now)]
    return pd.DataFrame(rows, columns=["id", "column", "published", "computed"])


def _same(was: float | None, now: float | None) -> bool:
    if pd.isna(was) or pd.isna(now):
        return bool(pd.isna(was) and pd.isna(now))
    return abs(was - now) <= TOLERANCE * max(abs(was), abs(now), 1e-3)


def back_test(report: str, year: Period, ledger: pd.DataFrame) -> BackTest | None:
    """Return the ledger compared with what was published; None if nothing was. A new number is not a change."""
    file = file_of(report, year)
    if not file.is_file():
        return None
    published = published_numbers(file)
    different = compare(published, ledger)
    changed = tuple(dict.fromkeys(different.loc[different["published"] != "not published", "id"]))
    section = newest_section()
    whole = re.search(rf"\b{re.escape(report)}[ /]{year}\b", section)
    named = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", section))
    unexplained = () if whole else tuple(name for name in changed if name not in named)
    return BackTest(len(published), changed, unexplained)


def newest_section() -> str:
    """Return the first section of CHANGELOG.md: an old explanation explains no new change."""
    file = places.root() / CHANGES
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return "".join(re.split(r"^## ", text, flags=re.MULTILINE)[1:2])


def warning(test: BackTest | None) -> str:
    """Return the line for the console, empty if everything is explained."""
    return f"warning: {_unexplained(test)}" if test and test.unexplained else ""


def _unexplained(test: BackTest) -> str:
    """Return the message that published numbers changed without explanation, with the first of them."""
    first = ", ".join(test.unexplained[:5])
    more = ", ..." if len(test.unexplained) > 5 else ""
    return (
        f"{len(test.unexplained)} of {test.published} published numbers changed and are not explained in "
        f"{CHANGES}: {first}{more}"
    )


def publish(report: str, year: Period) -> tuple[Path, BackTest | None]:
    """Write the numbers of the built report as the published ones; return the file and its comparison with the old one.

    The file is written whole or not at all. Raises InputError if the report has not been built, if its data or its
    files have changed since the build, or if a published number would change without explanation.
    """
    folder, where = (places.root() / "reports" / report / str(year)).resolve(), f"{report} {year}"
    recover(folder)
    if not (folder / "results.parquet").is_file():
        raise InputError("has not been built: make report first", where=where)
    _require_untouched(folder, where, year)
    ledger = pd.read_parquet(folder / "results.parquet")
    test = back_test(report, year, ledger)
    if test and test.unexplained:
        raise InputError(_unexplained(test), where=where)
    numbers = ledger[["id", *COMPARED]].to_csv(index=False, lineterminator="\n", float_format="%.12g")
    target = file_of(report, year)
    places.write_whole(target, numbers.encode())
    return target, test


def _require_untouched(folder: Path, where: str, year: Period) -> None:
    """Raise InputError if a file of a built report, or the data it was made from, is not what the build recorded."""
    try:
        run = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        products, inputs, studies = dict(run["products"]), dict(run["inputs"]), list(run["studies"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{RECORD} is damaged or of an older version: make report again", where=where) from None
    if changed := differing(products, of_products(folder)):
        raise InputError(f"{changed[0]} was changed after the build: make report again", where=where)
    refuse_changed(inputs, studies, year)
