"""Whether a file has one row per answer and not per person. In: a study; out: notes, a line per column of ids.

A column that identifies people by its name, with each of its values on several rows, is the sign of a long layout: read
as it is, everybody would be counted as often as he answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from manyi.draft.lexicon import resembles
from manyi.draft.shape.profile import profiled
from manyi.errors import place
from manyi.language.periods import Period
from manyi.rows.read.delivered import deliver
from manyi.study.definition import Definition
from manyi.study.origin import locate
from manyi.study.safe_yaml import label

OFTEN = 1.5  # rows a value is on, on average
FEWEST = 20  # different values


def repeated(definition: Definition, wave: Period) -> Iterator[str]:
    """Yield a line for each column of ids of a wave whose values stand on several rows each.

    Raises InputError where a file cannot be read.
    """
    origin = definition.origins[wave]
    design = {definition.study.design.psu, definition.study.design.stratum}
    clusters = {header for name in design if name for some in definition.codebook.items[name].headers(wave).values()
                for header in some}  # fmt: skip
    for file in origin.files:
        if file.layout or file.year_in:
            continue
        path = locate(definition.folder, wave, file, origin)
        for column in deliver(path).columns:
            if column.header in clusters or not resembles(column.header, "identifier"):
                continue
            ids = profiled(column)
            if len(ids.counts) >= FEWEST and ids.answered >= OFTEN * len(ids.counts):
                yield (
                    f"{place(label(path), column=column.header)}: {len(ids.counts):,} values on {ids.answered:,} rows: "
                    f"one row per answer? then write under the file in origin.yml "
                    f"layout: {{long: {{id: {column.header}, question: ..., answer: ...}}}}"
                )
