"""The rows of a file that are respondents -> Arrow: every answer as delivered, blanks as null, free text redacted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from manyi.errors import place
from manyi.language.periods import Period
from manyi.rows.read.blocks import Block
from manyi.rows.read.content import Content
from manyi.rows.read.decode import Row
from manyi.rows.read.delivery import Delivery
from manyi.rows.read.headers import Column, plain
from manyi.rows.read.texts import Cells, free_text, ids_of, redacted, without_errors
from manyi.study.definitions import Definition
from manyi.study.origin import File

if TYPE_CHECKING:
    import pyarrow as pa


class RespondentColumns:
    """The raw columns of one file, read from its rows or blocks; what is removed is recorded in the delivery."""

    def __init__(
        self, definition: Definition, wave: Period, origin: File, content: Content, columns: list[Column],
        names: tuple[str, str], to: Delivery,
    ) -> None:  # fmt: skip
        """Take the columns of `headers.matched`, and the file's two names: its own and the one for messages."""
        self.wave, self.columns, self.delivery = wave, columns, to
        self.file, self.name = names
        self.headers = [plain(cell) for cell in content.header]
        self.cells = Cells(wave, origin.decimal, content.labels, ids_of(definition), definition.codebook.items)
        self.free = free_text(definition)

    def table(self, part: list[Row] | Block) -> pa.Table:
        """Return some rows as Arrow, free text redacted."""
        import pyarrow as pa

        if isinstance(part, Block):
            lines: Sequence[int] = part.lines
            texts = {column.name: self._column_of(column, part) for column in self.columns}
        else:
            lines = [row.line for row in part]
            cells = list(zip(*(row.cells[: len(self.headers)] for row in part), strict=True))
            texts = {
                column.name: pa.array(
                    self._column(column, [list(cells[at]) for at in column.places], lines), pa.string()
                )
                for column in self.columns
            }
        size, start = len(lines), self.delivery.respondents
        nothing = pa.nulls(size, pa.string())
        return pa.table(
            {
                "wave": pa.repeat(pa.scalar(int(self.wave), pa.int64()), size),
                "position": pa.array(np.arange(start, start + size)),
                "file": pa.repeat(self.file, size),
                "line": pa.array(np.asarray(lines, np.int64)),
                **{name: texts.get(name, nothing) for name in self.delivery.names},
            }
        )

    def _column_of(self, column: Column, block: Block) -> pa.Array:
        """Return the texts of a raw column of a block, each distinct cell read once unless lines have to be named."""
        import pyarrow as pa

        parts = [block.columns[index] for index in column.places]
        if len(parts) == 1 and column.item_name not in self.free:
            if column.item.words and self.cells.as_they_are(parts[0], column):
                return parts[0]
            coded = block.coded[column.places[0]]
            texts = self._texts(column, [coded.dictionary.to_pylist()])
            if not (column.item.words and without_errors(texts)[1]):
                return pa.array(texts, pa.string()).take(coded.indices)
        return pa.array(self._column(column, [part.to_pylist() for part in parts], block.lines), pa.string())

    def _column(self, column: Column, parts: list[list[str]], lines: Sequence[int]) -> list[str | None]:
        """Return the texts of a raw column from the cells at each of its places, recording what was removed."""
        texts = self._texts(column, parts)
        if not column.item.words:
            return texts
        at = {"wave": self.wave, "file": self.file, "column": self._named(column), "item": column.item_name}
        texts, wrong = without_errors(texts)
        self.delivery.errors += [{**at, "line": lines[index], "value": parts[0][index]} for index in wrong]
        if column.item_name not in self.free:
            return texts
        texts, kinds = redacted(texts)
        for line, counts in zip(lines, kinds, strict=True):
            self.delivery.personal += [
                {**at, "line": line, "kind": kind, "count": count} for kind, count in counts.items()
            ]
        return texts

    def _texts(self, column: Column, parts: list[list[str]]) -> list[str | None]:
        headers = [self.headers[index] for index in column.places]
        return self.cells.read(parts, column, headers, place(self.name, column=self._named(column)))

    def _named(self, column: Column) -> str:
        return " + ".join(column.item.headers(self.wave)[column.option])
