"""A file compared with the last wave of a study before it. In: a study, a file, a year; out: every carried column.

Nothing is written here: `new_wave` does that, and `wave_lines` reports what was found.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from manyi.draft.waves import shifts, spreads
from manyi.draft.waves.decoding import Decoding, decoded, with_codes
from manyi.draft.waves.matching import PLACE, Match, Matched, matched_columns
from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.rows.read.content import content_of
from manyi.rows.read.delivered import Delivered, deliver
from manyi.rows.read.files import Delivery, read_waves
from manyi.rows.read.headers import Column, raw_name
from manyi.rows.read.texts import Cells, ids_of
from manyi.study.answers import DECLARED, JOIN
from manyi.study.definitions import Definition
from manyi.study.items import Item
from manyi.study.origin import locate
from manyi.study.reading import definition


@dataclass
class Carried:
    """A column carried into the new wave: its match, its answers in both waves, and what to check.

    now: its answers as `proposal` reads them; what it cannot read is among the unknown texts.
    """

    match: Match
    item: Item
    before: spreads.Spread
    now: spreads.Spread
    proposal: Decoding = field(default_factory=Decoding)
    flags: list[shifts.Flag] = field(default_factory=list)


@dataclass
class NewWave:
    """All that is known about a wave before anything is written. records_before: those delivered in the last wave."""

    study: Definition
    year: Period
    last: Period
    delivered: Delivered
    matched: Matched
    carried: list[Carried]
    records_before: int

    @property
    def few_found(self) -> bool:
        """Return whether fewer than half of the columns of the last wave were found."""
        return 2 * sum(match.now is not None for match in self.matched.columns) < len(self.matched.columns)

    @property
    def left_out(self) -> set[str]:
        """Return the items that are not read in this wave until somebody says what their codes mean."""
        return {entry.match.item for entry in self.carried if entry.proposal.left_out}

    @property
    def columns_found(self) -> str:
        """Return how many columns of the last wave were found, as a line; as a question if they are few."""
        there = sum(match.now is not None for match in self.matched.columns)
        doubt = ": the right file?" if self.few_found else ""
        return f"{there} of {len(self.matched.columns)} columns of {self.last} found{doubt}"


def compared(name: str, file: Path, year: Period, sheet: str | None = None) -> NewWave:
    """Return a file matched and compared with the last wave before it. Raises InputError as `add_wave` does."""
    study = definition(name)
    if year in study.origins:
        raise InputError(f"wave {year} already exists: to read it again, delete raw/{year}", where=name)
    earlier = [wave for wave in study.origins if wave < year]
    if not earlier:
        raise InputError(
            f"there is no wave before {year} to compare it with", where=name, allowed=sorted(study.origins)
        )
    last = max(earlier)
    origin = study.origins[last]
    layout = origin.files[0].layout
    delivered = deliver(file, long=layout.long if layout else None, sheet=sheet)
    before = content_of(locate(study.folder, last, origin.files[0], origin), origin.files[0], row_names=True)
    headers = {column.header: column.label for column in delivered.columns}
    matched = matched_columns(study.codebook, last, year, headers, before.header)
    delivery = read_waves(study, [last])
    wave = NewWave(study, year, last, delivered, matched, [], sum(table.num_rows for table in delivery.rows))
    wave.carried = _carried(wave, delivery, before.labels)
    return wave


def _carried(wave: NewWave, delivery: Delivery, labelled: dict[str, dict[str, str]]) -> list[Carried]:
    """Return every matched column with its answers before and now; free text and ids are not compared."""
    columns = {column.header: column for column in wave.delivered.columns}
    reading = Cells(
        wave.last, wave.delivered.origin.decimal, {h: c.labels for h, c in columns.items()}, ids_of(wave.study)
    )
    carried = []
    for match in wave.matched.columns:
        item = wave.study.codebook.items[match.item]
        raw = raw_name(match.item, match.option)
        if match.now is None or item.words or "identifier" in item.roles:
            continue
        old = Counter(text or "" for table in delivery.rows for text in table[raw].to_pylist())
        column = columns[match.now]
        cells = [DECLARED + cell if cell in column.missing else cell for cell in column.cells]
        to = Column(raw, match.item, item, match.option, (0,))
        new = Counter(text or "" for text in reading.read([cells], to, [match.now], match.now))
        before, now = (spreads.spread(item, wave.last, _parts(part), match.option) for part in (old, new))
        proposal = decoded(item, before, now, match.option)
        entry = Carried(match, item, before, with_codes(now, proposal), proposal)
        entry.flags = [proposal.flag] if proposal.flag else shifts.flags(item, before, entry.now)
        entry.flags += shifts.inside(item, wave.last, Counter(cells))
        entry.flags += shifts.relabelled(labelled.get(match.before, {}), column.labels)
        carried.append(entry)
    return carried


def _parts(texts: Counter[str]) -> Counter[str]:
    """Return the answers of cells that may hold several."""
    parts: Counter[str] = Counter()
    for text, count in texts.items():
        for part in text.split(JOIN):
            parts[part] += count
    return parts


def likeness_text(match: Match) -> str:
    """Return how a column was recognised, in brackets."""
    return "(same question number and place)" if match.alike == PLACE else f"(alike {match.alike:.2f})"
