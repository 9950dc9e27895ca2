"""Delivered files -> one table. Row in: a record of a file. Row out: a respondent, every answer as delivered.

Columns out: wave, position (order of delivery), file, line, and the raw columns of `headers` as strings, blanks as null
(`texts`). Free text is redacted here, so that no later step ever sees a phone number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from manyi.errors import InputError, place
from manyi.language.periods import Period
from manyi.rows.read.blocks import Block
from manyi.rows.read.content import WORKBOOKS, Content, content_of
from manyi.rows.read.decode import Row, is_record
from manyi.rows.read.delivery import Delivery
from manyi.rows.read.headers import headless, matched, plain, raw_columns
from manyi.rows.read.record_rules import as_compared, is_of_wave, left_out_rules, place_of_year, rule_of
from manyi.rows.read.respondent_columns import RespondentColumns
from manyi.study.definitions import Definition
from manyi.study.origin import File, locate
from manyi.study.safe_yaml import label

CHUNK = 50_000  # records converted to Arrow at a time, so that a whole file is never held as Python strings
SHOWN = 60  # characters of a value that the quarantine keeps
OPENING = 3  # rows below the header that may continue it


def read_waves(definition: Definition, waves: list[Period], most: int | None = None) -> Delivery:
    """Return everything delivered for these waves; most: how many respondents memory may hold. The caller closes it.

    Raises InputError: a file that is missing, unreadable or not the one in origin.yml; a required column that is absent
    or duplicated; an undeclared column; a wave without respondents.
    """
    items = definition.codebook.items
    delivery = Delivery([raw for name, item in items.items() for raw in raw_columns(item, name, waves)], most)
    try:
        for wave in waves:
            before = delivery.respondents
            for file in definition.origins[wave].files:
                _read_file(definition, wave, file, delivery)
            if delivery.respondents == before:
                raise InputError(_nobody(delivery, wave), where=f"{definition.name}/raw/{wave}")
    except BaseException:
        delivery.close()
        raise
    return delivery


def _nobody(delivery: Delivery, wave: Period) -> str:
    """Return the message for a wave without respondents."""
    broken = [row for row in delivery.removed if row["wave"] == wave and row["rule"] == "broken_record"]
    why = f": {broken[0]['value']} cells where the header has {broken[0]['threshold']}" if broken else ""
    return f"wave {wave} has no respondents{why}"


def _read_file(definition: Definition, wave: Period, file: File, delivery: Delivery) -> None:
    """Add the respondents of one file to the delivery."""
    path = locate(definition.folder, wave, file, definition.origins[wave])
    content = content_of(path, file, headless(definition, wave), not (file.left_out or file.year_in))
    reader = _Reader(definition, wave, path.name, label(path), file, content, delivery)
    chunk: list[Row] = []
    for part in reader.respondents():
        if isinstance(part, Row):
            chunk.append(part)
        if chunk and (isinstance(part, Block) or len(chunk) == CHUNK):
            delivery.add(reader.table(chunk))
            chunk = []
        if isinstance(part, Block):
            delivery.add(reader.table(part))
    if chunk:
        delivery.add(reader.table(chunk))


class _Reader:
    """The rows of one file, matched with the codebook."""

    def __init__(
        self, definition: Definition, wave: Period, file: str, name: str, origin: File, content: Content, to: Delivery
    ) -> None:
        self.wave, self.file, self.name, self.origin, self.delivery = wave, file, name, origin, to
        self.content = content
        self.columns = matched(definition, wave, content.header, name)
        self.shown = [plain(cell) for cell in content.header]
        self.header = [plain(cell) for cell in content.as_delivered]  # which would otherwise be repeated
        unnamed = [index for index, header in enumerate(self.shown) if not header]
        self.unnamed = [] if headless(definition, wave) else unnamed
        self.year = place_of_year(origin, self.shown, name)
        self.left_out = left_out_rules(origin, self.shown, name)
        earlier = [past for year, past in definition.origins.items() if year < wave]
        self.blanks = not name.lower().endswith(WORKBOOKS)  # whose blank rows are not records
        self.first = all(origin.name != delivered.name for past in earlier for delivered in past.files)
        self.table = RespondentColumns(definition, wave, origin, content, self.columns, (file, name), to).table
        if origin.decimal == ",":
            to.commas.add(file)

    def respondents(self) -> Iterator[Row | Block]:
        """Yield the rows that are respondents of the wave; the others are recorded as removed."""
        opening = list(islice(self.content.rows, OPENING))
        self._refuse_wording(opening)
        yield from self._respondents_among(chain(opening, self.content.rows))
        for part in self.content.more:
            if isinstance(part, Row):
                yield from self._respondents_among([part])
            elif self._all_respondents(part):
                self.delivery.delivered[self.wave] += part.size
                yield part
            else:
                yield from self._respondents_among(Row(0, *record) for record in part.records())

    def _all_respondents(self, block: Block) -> bool:
        """Return whether every record of a block is certainly a respondent."""
        alike = len(block.columns) == len(self.shown) and not self.unnamed
        return alike and not block.has_blank() and not block.may_repeat(self.header, plain)

    def _respondents_among(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if not is_record(row, len(self.shown), blank=self.blanks):
                continue
            rule, value, threshold = self._not_a_respondent(row)
            if self.year is not None and not is_of_wave("" if rule else row.cells[self.year], self.wave, self.first):
                continue
            self.delivery.delivered[self.wave] += 1
            if rule:
                self._remove(row, rule, value, threshold)
                continue
            self._refuse_unnamed(row)
            yield row

    def _not_a_respondent(self, row: Row) -> tuple[str, str, str]:
        """Return the rule that excludes a row ("" if it is a respondent), the value found and the one expected."""
        cells, shown = row.cells, self.shown
        if plain(cells[0]) == self.header[0] and [plain(cell) for cell in cells] == self.header:
            return "repeated_header", "", ""
        rule = rule_of(row, self.origin, self.left_out, len(shown))
        if rule == "broken_record":
            return rule, str(len(cells)), str(len(shown))
        if rule in self.origin.left_out:
            at = next(at for told, at, values in self.left_out if rule == told and as_compared(cells[at]) in values)
            return rule, cells[at].strip()[:SHOWN], shown[at]
        return rule, "", ""

    def _remove(self, row: Row, rule: str, value: str, threshold: str) -> None:
        at = {"wave": self.wave, "file": self.file, "line": row.line}
        self.delivery.removed.append({**at, "rule": rule, "value": value, "threshold": threshold})

    def _refuse_wording(self, opening: list[Row]) -> None:
        """Raise InputError where rows below the header repeat the questions, as some survey platforms export them."""
        wording = [row for row in opening if row.number not in self.origin.not_respondents and self._is_wording(row)]
        if wording:
            rows = sorted({*self.origin.not_respondents, *(row.number for row in wording)})
            raise InputError(
                f"this row holds question wording, not answers: set not_respondents: {rows} in origin.yml, "
                f"or header: [1, {wording[0].number}] where the headers need both rows",
                where=place(self.name, wording[0].line),
            )

    def _is_wording(self, row: Row) -> bool:
        if any(cell.lstrip().startswith('{"ImportId"') for cell in row.cells):
            return True
        alike = filled = 0
        for column in self.columns:
            text = column.item.text
            for cell in (row.cells[index] for index in column.places if index < len(row.cells)):
                filled += bool(cell.strip())
                alike += plain(cell) in (plain(text.en), plain(text.zh))
        return alike > 1 and 2 * alike >= filled

    def _refuse_unnamed(self, row: Row) -> None:
        """Raise InputError for an answer in a column without a header."""
        for index in self.unnamed:
            if row.cells[index].strip():
                raise InputError(
                    f"column {index + 1} has answers but no header: name it under the file in origin.yml, "
                    f"headers: {{{index + 1}: ...}}; if it holds row names, declare it in codebook.yml: "
                    f'unused: {{{self.wave}: {{"": row names}}}}',
                    where=place(self.name, row.line),
                )
