"""Cells of a file -> the raw texts of an item: what was delivered, without what the export added.

One text per respondent, None where nothing was entered. Several answers, in one cell or spread over columns, are joined
by a single separator; ids are normalised; decimal commas become points; free text is redacted.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from manyi.language.text import legible
from manyi.rows.read.headers import Column
from manyi.rows.read.labels import translated
from manyi.rows.read.personal_data import redact
from manyi.study.answers import ERROR, JOIN, OTHER, as_id, folded, labels, meaning
from manyi.study.definitions import Definition
from manyi.study.items import Item

if TYPE_CHECKING:
    import pyarrow as pa

# Swap point and comma, so that a thousands point does not become a decimal one; applying it twice restores the text.
SWAPPED = str.maketrans({".": ",", ",": ".", "．": "，", "，": "．"})

PLAIN = "^[A-Za-z0-9]+$"  # texts that no rule for ids and blanks changes


@dataclass(frozen=True)
class Cells:
    """How the cells of one file are to be read."""

    wave: int
    decimal: str
    labelled: dict[str, dict[str, str]]  # header -> code -> label, of statistics files
    ids: frozenset[str]  # items that identify units or respondents
    items: Mapping[str, Item] = field(default_factory=dict)  # of the codebook, for words written in under one of them

    def read(self, parts: Sequence[list[str]], column: Column, headers: list[str], where: str) -> list[str | None]:
        """Return one text per record from the cells of the item's columns (parts), each with its header."""
        item = column.item
        if self.labelled:
            parts = [
                _named(cells, self.labelled.get(header, {}), column, self.wave, where)
                for cells, header in zip(parts, headers, strict=True)
            ]
        cells: list[Any] = list(zip(*parts, strict=True)) if item.options else parts[0]
        answers = {cell: self._text(cell, column) for cell in set(cells)}  # closed answers repeat, so each is read once
        return [answers[cell] for cell in cells]

    def as_they_are(self, cells: pa.Array, column: Column) -> bool:
        """Return whether plain words are kept as they are: letters and digits, none of which means no answer."""
        import pyarrow as pa
        import pyarrow.compute as pc

        item = column.item
        if self.labelled or item.written_under or item.options:
            return False
        blank = pa.array([str(code) for code in item.missing_at(self.wave)], pa.string())
        return not pc.any(pc.or_(pc.invert(pc.match_substring_regex(cells, PLAIN)), pc.is_in(cells, blank))).as_py()

    def _text(self, cell: str | tuple[str, ...], column: Column) -> str | None:
        """Return one answer, or several joined; None when blank."""
        item = column.item
        if isinstance(cell, tuple):
            # Text entered after "other, please specify" is dropped here, before anything can store it.
            answers = [text for part in cell for text in split(item, re.sub(OTHER, "", part)) if text.strip()]
            return JOIN.join(self._listed(text, column) for text in answers) or None
        if item.written_under:
            return self._written(cell, self.items[item.written_under])
        text = self._listed(re.sub(OTHER, "", cell), column) if item.categories else cell
        if self.decimal == "," and item.kind in ("scale", "number"):
            text = text.translate(SWAPPED)
        blank = {str(code) for code in item.missing_at(self.wave)} if item.words else ()
        if not text or text.isspace() or text in blank:
            return None
        return as_id(item, text) if column.item_name in self.ids else text

    def _written(self, cell: str, under: Item) -> str | None:
        """Return the words written under "other" in a cell: those in brackets, else whatever is not an answer."""
        marked = [part[1:-1] for part in re.findall(OTHER, cell)]
        columns = ["", *(under.options or ())]
        free = [
            part for part in split(under, re.sub(OTHER, "", cell)) if part.strip() and not marked
            and all(meaning(under, self.wave, part, option).rule == "unmapped" for option in columns)
        ]  # fmt: skip
        return "; ".join(marked or free) or None

    def _listed(self, text: str, column: Column) -> str:
        """Return an answer; for words written in under "other", its key, so that nothing can store them."""
        item = column.item
        if not item.written_in or not text.strip() or column.option not in ("", item.written_in):
            return text
        if meaning(item, self.wave, text, column.option).rule != "unmapped":
            return text
        return "1" if column.option else item.written_in


def split(item: Item, cell: str) -> list[str]:
    """Return the answers in a cell; a label that contains the separator itself ("Yes, often") stays whole."""
    if item.separator not in cell:
        return cell.split(JOIN)
    whole = sorted((label for label in labels(item) if item.separator.strip() in label), key=len, reverse=True)
    if not whole:
        return cell.replace(item.separator, JOIN).split(JOIN)
    names = "|".join(re.escape(label) for label in whole)
    pattern = rf"({names})(?={re.escape(item.separator)}|$)|((?:(?!{re.escape(item.separator)}).)+)"
    text, answers, at = folded(cell), [], 0
    while match := re.compile(pattern).match(text, at):
        answers.append(match[0])
        at = match.end() + len(item.separator)
    return [part for answer in answers for part in answer.split(JOIN)]


def _named(cells: list[str], labels: dict[str, str], column: Column, wave: int, where: str) -> list[str]:
    """Return the cells of a statistics file, using the file's own labels where the codebook needs them."""
    meant = translated(set(cells), labels, column.item, wave, column.option, where)
    return [meant[cell] for cell in cells]


def ids_of(definition: Definition) -> frozenset[str]:
    """Return the items that identify sampling units or respondents."""
    design = definition.study.design
    return frozenset(filter(None, (design.stratum, design.psu, *definition.study.quality.duplicates)))


def free_text(definition: Definition) -> set[str]:
    """Return the text items that are kept: no identifiers or ids, but always verbatims."""
    book = definition.codebook
    ids = ({*book.with_role("identifier"), *ids_of(definition)}) - set(book.with_role("verbatim"))
    return {name for name, item in book.items.items() if item.words and name not in ids}


def redacted(texts: list[str | None]) -> tuple[list[str | None], list[Counter[str]]]:
    """Return the texts without personal data, and the counts by kind for each."""
    clean: list[str | None] = []
    counts: list[Counter[str]] = []
    for text in texts:
        kept, kinds = redact(legible(_unescaped(text or "")))
        clean.append(kept if kept.strip() else None)
        counts.append(kinds)
    return clean, counts


def without_errors(texts: list[str | None]) -> tuple[list[str | None], list[int]]:
    """Return the texts without spreadsheet errors, and the positions of those errors."""
    wrong = [index for index, text in enumerate(texts) if text and text[0] in "#＃E" and ERROR.fullmatch(folded(text))]
    gone = set(wrong)
    return [None if index in gone else text for index, text in enumerate(texts)] if wrong else texts, wrong


def _unescaped(text: str) -> str:
    """Return a text with HTML entities decoded, even double-escaped ones: they may hide a number."""
    return html.unescape(html.unescape(text)) if "&" in text else text
