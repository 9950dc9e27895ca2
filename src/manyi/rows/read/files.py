"""Delivered files -> one table. Row in: a record of a file. Row out: a respondent, every answer as delivered.

Columns out: wave, position (order of delivery), file, line, and the raw columns of `headers` as strings, blanks as null
(`texts`). Free text is redacted here, so that no later step ever sees a phone number.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from manyi.errors import InputError, place
from manyi.language.periods import Period
from manyi.rows.read.content import Content, content_of
from manyi.rows.read.decode import Row
from manyi.rows.read.delivery import Delivery
from manyi.rows.read.headers import Column, headless, matched, plain, raw_columns
from manyi.rows.read.record_rules import as_compared, is_of_wave, left_out_rules, place_of_year, rule_of
from manyi.rows.read.texts import Cells, free_text, ids_of, redacted, without_errors
from manyi.study.definition import Definition
from manyi.study.origin import File, locate
from manyi.study.safe_yaml import label

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 50_000  # records converted to Arrow at a time, so that a whole file is never held as Python strings
SHOWN = 60  # characters of a value that the quarantine keeps
OPENING = 3  # rows below the header that may be its continuation


def read_waves(definition: Definition, waves: list[Period], most: int | None = None) -> Delivery:
    """Return everything delivered for these waves; most: how many respondents may be in memory, to be closed then.

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
    content = content_of(path, file, headless(definition, wave))
    reader = _Reader(definition, wave, path.name, label(path), file, content, delivery)
    chunk: list[Row] = []
    for row in reader.respondents():
        chunk.append(row)
        if len(chunk) == CHUNK:
            delivery.add(reader.table(chunk))
            chunk = []
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
        unnamed = [index for index, header in enumerate(self.shown) if not header]
        self.unnamed = [] if headless(definition, wave) else unnamed
        self.year = place_of_year(origin, self.shown, name)
        self.left_out = left_out_rules(origin, self.shown, name)
        earlier = [past for year, past in definition.origins.items() if year < wave]
        self.first = all(origin.name != delivered.name for past in earlier for delivered in past.files)
        self.cells = Cells(wave, origin.decimal, content.labels, ids_of(definition), definition.codebook.items)
        self.free = free_text(definition)
        if origin.decimal == ",":
            to.commas.add(file)

    def respondents(self) -> Any:
        """Yield the rows that are respondents of the wave; the others are recorded as removed."""
        opening = list(islice(self.content.rows, OPENING))
        self._refuse_wording(opening)
        for row in chain(opening, self.content.rows):
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
        """Return the rule by which a row is not a respondent ("" if it is), the value found and the one expected."""
        cells, shown = row.cells, self.shown
        if plain(cells[0]) == shown[0] and [plain(cell) for cell in cells] == shown:
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
        """Raise InputError at an answer in a column without a header."""
        for index in self.unnamed:
            if row.cells[index].strip():
                raise InputError(
                    f"column {index + 1} has answers but no header; if it holds row names, declare it in codebook.yml: "
                    f'unused: {{{self.wave}: {{"": row names}}}}',
                    where=place(self.name, row.line),
                )

    def table(self, chunk: list[Row]) -> pa.Table:
        """Return a chunk of rows as Arrow, free text redacted."""
        import pyarrow as pa

        size, start = len(chunk), self.delivery.respondents
        texts = {column.name: self._column(column, chunk) for column in self.columns}
        nothing = [None] * size
        return pa.table(
            {
                "wave": pa.array([self.wave] * size, pa.int64()),
                "position": pa.array(range(start, start + size), pa.int64()),
                "file": pa.array([self.file] * size, pa.string()),
                "line": pa.array([row.line for row in chunk], pa.int64()),
                **{name: pa.array(texts.get(name, nothing), pa.string()) for name in self.delivery.names},
            }
        )

    def _column(self, column: Column, chunk: list[Row]) -> list[str | None]:
        """Return the texts of a raw column, recording what was taken out of them."""
        headers = [self.shown[index] for index in column.places]
        parts = [[row.cells[index] for row in chunk] for index in column.places]
        named = " + ".join(column.item.headers(self.wave)[column.option])
        texts = self.cells.read(parts, column, headers, place(self.name, column=named))
        if not column.item.words:
            return texts
        at = {"wave": self.wave, "file": self.file, "column": named, "item": column.item_name}
        texts, wrong = without_errors(texts)
        self.delivery.errors += [{**at, "line": chunk[index].line, "value": parts[0][index]} for index in wrong]
        if column.item_name not in self.free:
            return texts
        texts, kinds = redacted(texts)
        for row, counts in zip(chunk, kinds, strict=True):
            self.delivery.personal += [
                {**at, "line": row.line, "kind": kind, "count": count} for kind, count in counts.items()
            ]
        return texts
