"""Rows of a file that may not be people. In: a study; out: notes, a line per column of ids and per summary row.

A column whose name says that it identifies people, with each value on several rows, indicates a long layout: read
as it is, everybody would be counted once per answer. A last row of totals or means would count as a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from manyi.draft.lexicon import resembles
from manyi.draft.shape.profile import profiled
from manyi.errors import place
from manyi.language.periods import Period
from manyi.rows.read.delivered import Delivered, deliver
from manyi.study.definitions import Definition
from manyi.study.origin import File, locate
from manyi.study.safe_yaml import label

OFTEN = 1.5  # rows per value, on average
FEWEST = 20  # different values


def doubts(definition: Definition, wave: Period) -> Iterator[str]:
    """Yield doubts about the rows of a wave, a line each. Raises InputError if a file cannot be read."""
    origin = definition.origins[wave]
    design = {definition.study.design.psu, definition.study.design.stratum}
    clusters = {header for name in design if name for some in definition.codebook.items[name].headers(wave).values()
                for header in some}  # fmt: skip
    for file in origin.files:
        if file.layout or file.year_in:
            continue
        path = locate(definition.folder, wave, file, origin)
        delivered = deliver(path, file.encoding, sheet=file.sheet)
        first = next(iter(delivered.sheets), None)  # used by a study that names none
        if not file.sheet and delivered.origin.sheet != first:
            delivered = deliver(path, file.encoding, sheet=first)
        yield from _repeated_ids(delivered, clusters, label(path))
        yield from _sums(delivered, file, label(path))


def _repeated_ids(delivered: Delivered, clusters: set[str], name: str) -> Iterator[str]:
    """Yield a line for each column of ids, other than clusters, whose values occur on several rows each."""
    for column in delivered.columns:
        if column.header in clusters or not resembles(column.header, "identifier"):
            continue
        ids = profiled(column)
        if len(ids.counts) >= FEWEST and ids.answered >= OFTEN * len(ids.counts):
            yield (
                f"{place(name, column=column.header)}: {len(ids.counts):,} values on {ids.answered:,} rows: "
                f"one row per answer? then write under the file in origin.yml "
                f"layout: {{long: {{id: {column.header}, question: ..., answer: ...}}}}"
            )


def _sums(delivered: Delivered, file: File, name: str) -> Iterator[str]:
    """Yield a line for each summary row below the answers that is read as a record."""
    numbers = delivered.origin.not_respondents[-len(delivered.sums) :] if delivered.sums else []
    for called, number in zip(delivered.sums, numbers, strict=True):
        if number not in file.not_respondents:
            rows = sorted({*file.not_respondents, *numbers})
            yield (
                f"{place(name)}, row {number}: it says {called!r} and holds numbers: a sum of the rows above, not a "
                f"record? then write under the file in origin.yml not_respondents: {rows}"
            )
