"""Filled-in assessment workbooks -> the delivered file of a wave. One workbook in, one row out: a firm.

    python -m manyi.studies.firms.forms template forms/empty.xlsx
    python -m manyi.studies.firms.forms import 2024 forms/2024.csv forms/*.xlsx

Everything is checked when read; a problem names file, sheet, row, column, value and what is allowed. With any problem
nothing is written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.studies.firms.form import PROBLEMS, Form, read
from manyi.studies.firms.form_template import FIRM, FIRM_HEADS, template
from manyi.studies.firms.indicators import load
from manyi.study.codebook import Codebook
from manyi.study.reading import definition


def delivered(forms: list[Form], codebook: Codebook, wave: int) -> list[list[str]]:
    """Return header and rows as `rows.read` expects them for this wave; the total on the form stays empty."""
    items = {name: str(item.column(wave)) for name, item in codebook.items.items() if item.column(wave) is not None}
    return [list(items.values()), *([_cell(form.firm.get(name)) for name in items] for form in forms)]


def problems(forms: list[Form]) -> pd.DataFrame:
    """Return one row per problem, including those between forms (a firm twice)."""
    rows = [problem for form in forms for problem in form.problems]
    first: dict[object, str] = {}
    for form in forms:
        firm = form.firm.get("firm")
        if firm and first.setdefault(firm, form.file) != form.file:
            message = f"the firm has a workbook already, {first[firm]}"
            values = (form.file, FIRM, 2, FIRM_HEADS["answer"], firm, message, "")
            rows.append(dict(zip(PROBLEMS, values, strict=True)))
    return pd.DataFrame(rows, columns=PROBLEMS)


def _cell(value: object) -> str:
    """Return a value as delivered."""
    if isinstance(value, float):
        return f"{value:.10g}"
    return value if isinstance(value, str) else ""


def _make_template(arguments: list[str]) -> int:
    [target] = arguments
    places.write_whole(Path(target), template(load("firms"), definition("firms").codebook))
    return 0


def _import(arguments: list[str]) -> int:
    """Check the workbooks; write the wave's file, or say what is wrong with them."""
    year, target, *files = arguments
    firms = definition("firms")
    if year not in map(str, firms.study.waves):
        raise InputError(f"no wave {year!r}", where="firms", allowed=firms.study.waves)
    book, system = firms.codebook, load("firms")
    forms = [read(Path(file), system, book) for file in sorted(files)]
    faults = problems(forms)
    for problem in faults.itertuples():
        allowed = f" (allowed: {problem.allowed!s})" if problem.allowed else ""
        place = f"{problem.file}, sheet {problem.sheet}, row {problem.row}, column {problem.column}"
        print(f"{place}: {problem.message}: {str(problem.value)!r}{allowed}", file=sys.stderr)
    if len(faults):
        raise InputError(
            f"{len(faults)} problems in {faults['file'].nunique()} of {len(forms)} workbooks; nothing written"
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(delivered(forms, book, int(year)))
    content = text.getvalue().encode("utf-8-sig")
    places.write_whole(Path(target), content)
    digest = hashlib.sha256(content).hexdigest()
    print(f"{len(forms)} firms. For origin.yml:\n  - name: {Path(target).name}\n    sha256: {digest}")
    return 0


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str, int]] = {
    "template": (_make_template, "template FILE.xlsx", 1),
    "import": (_import, "import YEAR FILE.csv WORKBOOK.xlsx ...", 3),
}


def main(arguments: list[str]) -> int:
    """Run a command; returns 2 if something given cannot be used."""
    try:
        name = arguments[0] if arguments else ""
        if name not in COMMANDS or len(arguments) - 1 < COMMANDS[name][2]:
            raise InputError("how to use this", allowed=[usage for _, usage, _ in COMMANDS.values()])
        return COMMANDS[name][0](arguments[1:])
    except (InputError, OSError) as error:
        print(f"manyi: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
