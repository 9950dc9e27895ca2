"""Any delivered file -> its columns as texts, with everything the file itself says about them. No codebook is needed.

This is what a codebook is drafted from: `Delivered.origin` is the entry of origin.yml under which `read_waves` reads
the same records.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from manyi import places
from manyi.errors import InputError, place
from manyi.rows.read.content import COLUMNS, STATISTICS, TEXTS, WORKBOOKS, Content, content_of
from manyi.rows.read.decode import Row
from manyi.rows.read.headers import plain, told_apart
from manyi.rows.read.platforms import Platform, recognised
from manyi.rows.read.record_rules import left_out_rules, rule_of, summary_rows
from manyi.rows.read.table_layout import laid_out, with_points
from manyi.rows.read.workbooks import sheet_sizes
from manyi.study.answers import DECLARED
from manyi.study.origin import File, Listed, Long
from manyi.study.safe_yaml import label

READ = (*TEXTS, *WORKBOOKS, *STATISTICS, *COLUMNS)
CODEBOOKS = (".sss", ".xml")
OPENING = 50  # rows from which a platform is recognised


@dataclass(frozen=True)
class DeliveredColumn:
    """One column: its header as in the file, and a text per record ("" where blank), codes and not their labels.

    label: the question, where the file has one beside the header. labels: {code: label}, in the order of the file.
    missing: {code: label or ""} declared missing by the file; `cells` holds their codes unmarked.
    group: the multiple-response set or question the column belongs to, "" for none.
    """

    header: str
    cells: list[str]
    label: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True)
class Delivered:
    """A file: its columns in order; the platform it comes from and the evidence for that, "" where unknown.

    origin: how to read it (header rows, rows that are not respondents, encoding). weight: the header of the
    column the file declares as weight. separator: between several answers in one cell. removed: {rule: records left
    out}. sets: the multiple-response sets of an SPSS file. also: the entries of the other files of a folder.
    sums: the names of the summary rows below the answers. sheets: {visible sheet: rows} of a workbook
    with several, `origin.sheet` being the one read; chosen: whether somebody named it.
    """

    name: str
    columns: list[DeliveredColumn]
    origin: File
    platform: str = ""
    evidence: str = ""
    weight: str = ""
    separator: str = ""
    removed: dict[str, int] = field(default_factory=dict)
    sets: list[dict[str, Any]] = field(default_factory=list)
    also: list[File] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)
    sheets: dict[str, int] = field(default_factory=dict)
    chosen: bool = False

    @property
    def records(self) -> int:
        """Return the number of records."""
        return len(self.columns[0].cells) if self.columns else 0


def deliver(path: Path, encoding: str | None = None, long: Long | None = None, sheet: str | None = None) -> Delivered:
    """Return a file of any readable format, or the files of a folder as one where they have the same columns.

    A codebook of the same name beside it (`.sss`, `.xml`) is read too. encoding: needed where the bytes are ambiguous.
    long: the columns of a file with a row per answer, whose questions then are columns. sheet: of a workbook; the
    fullest visible one unless named.
    Raises InputError: no file, unreadable, without columns or records; files of a folder whose columns differ.
    """
    if path.is_dir():
        return _folder(path, long, sheet)
    if not path.is_file():
        raise InputError("no such file", where=str(path))
    if sheet and path.suffix.lower() not in WORKBOOKS:
        raise InputError("it is not a workbook with sheets: leave out SHEET=", where=path.name)
    sizes = _sheets(path)
    read = sheet or max(sizes, key=lambda name: sizes[name][1], default=None)
    origin, content, platform = _open_file(path, encoding, long, read)
    kept, removed = _kept_records(origin, content, path.name)
    sums = summary_rows(kept)
    rows = [row.cells for row in kept[: len(kept) - len(sums)]]
    if not rows:
        raise InputError("the file has a header but no records", where=label(path))
    if sums:
        origin = _without(sums, origin)
        removed["not_a_respondent"] += len(sums)
    return Delivered(
        path.name, _columns(rows, content, origin, platform), origin, platform.name, platform.evidence,
        content.weight, platform.separator, dict(removed), content.sets, sums=[name for _, name in sums],
        sheets={name: rows for name, (rows, _) in sizes.items()}, chosen=bool(sheet),
    )  # fmt: skip


def _columns(rows: list[list[str]], content: Content, origin: File, platform: Platform) -> list[DeliveredColumn]:
    """Return the columns of the records, with what file and platform say about them."""
    groups = platform.groups | {plain(name): about["name"] for about in content.sets for name in about["columns"]}
    return [
        _column(header, with_points([cells[at] for cells in rows], origin.decimal), content, groups)
        for at, header in enumerate(content.header)
    ]


def _kept_records(origin: File, content: Content, name: str) -> tuple[list[Row], Counter[str]]:
    """Return the rows that are records, and how many others each rule removes."""
    rules = left_out_rules(origin, [plain(cell) for cell in content.header], name)
    header = [plain(cell) for cell in content.as_delivered]
    kept, removed = list[Row](), Counter[str]()
    for row in content.rows:
        if plain(row.cells[0]) == header[0] and [plain(cell) for cell in row.cells] == header:
            removed["repeated_header"] += 1
        elif rule := rule_of(row, origin, rules, len(content.header)):
            removed[rule] += 1
        else:
            kept.append(row)
    return kept, removed


def _sheets(path: Path) -> dict[str, tuple[int, int]]:
    """Return {visible sheet: (rows, cells)} of a workbook with several."""
    sizes = sheet_sizes(path.read_bytes(), label(path)) if path.suffix.lower() in WORKBOOKS else {}
    return sizes if len(sizes) > 1 else {}


def sources(path: Path, delivered: Delivered) -> list[Path]:
    """Return every file a delivery was read from: the file or those of the folder, and the codebooks beside them."""
    folder = path if path.is_dir() else path.parent
    files = [listed for part in (delivered.origin, *delivered.also) for listed in (part, part.codebook) if listed]
    return [folder / listed.name for listed in files]


def _open_file(
    path: Path, encoding: str | None, long: Long | None, sheet: str | None
) -> tuple[File, Content, Platform]:
    """Return how a file is to be read, its content read that way, and its platform."""
    origin = File(name=path.name, sha256=places.sha256(path), codebook=_beside(path), encoding=encoding, sheet=sheet)
    content = content_of(path, origin, row_names=True)
    opening = list(islice(content.rows, OPENING))
    platform = recognised(content.header, [row.cells for row in opening])
    if not platform.name:
        platform = laid_out(platform, content.header, opening, path.suffix.lower())
    read = origin, replace(content, rows=chain(opening, content.rows))
    origin, content = _read_as(platform.reading, path, *read)
    names = told_apart([plain(cell) for cell in content.header])
    origin, content = _read_as({"headers": names} if names else {}, path, origin, content)
    if long:
        origin, content = _read_as({"layout": {"long": long.model_dump()}}, path, origin, content)
        platform = recognised(content.header, [])
    return origin, replace(content, questions=platform.wordings | content.questions), platform


def _read_as(keys: dict[str, Any], path: Path, origin: File, content: Content) -> tuple[File, Content]:
    """Return how to read a file with these keys of origin.yml added, and its content, read again if there are any."""
    if not keys:
        return origin, content
    origin = File.model_validate({**origin.model_dump(exclude_unset=True), **keys})
    return origin, content_of(path, origin, row_names=True)


def _without(sums: list[tuple[Row, str]], origin: File) -> File:
    """Return how to read a file without its summary rows."""
    if origin.layout:
        keys: dict[str, Any] = {"left_out": {"unfinished": {origin.layout.long.id: [name for _, name in sums]}}}
    else:
        keys = {"not_respondents": [*origin.not_respondents, *(row.number for row, _ in sums)]}
    return File.model_validate({**origin.model_dump(exclude_unset=True), **keys})


def _beside(path: Path) -> Listed | None:
    """Return the Triple-S or DDI codebook of the same name beside a file, if there is one."""
    for ending in CODEBOOKS:
        beside = path.with_suffix(ending)
        if beside.is_file() and beside != path:
            return Listed(name=beside.name, sha256=places.sha256(beside))
    return None


def _folder(folder: Path, long: Long | None, sheet: str | None) -> Delivered:
    """Return the files of a folder as one delivery."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in READ and file.name[0] not in ".~")
    if not files:
        raise InputError("no file in this folder that can be read", where=str(folder), allowed=READ)
    parts = [deliver(file, None, long, sheet) for file in files]
    first = parts[0]
    cells: dict[str, list[str]] = {plain(column.header): [] for column in first.columns}
    for part in parts:
        if odd := sorted({plain(column.header) for column in part.columns} ^ cells.keys()):
            raise InputError(
                f"its columns differ from those of {first.name}: all files of one wave must have the same columns",
                where=place(part.name, column=odd[0]),
                allowed=cells,
            )
        for column in part.columns:
            cells[plain(column.header)] += column.cells
    columns = [replace(column, cells=cells[plain(column.header)]) for column in first.columns]
    return replace(first, columns=columns, also=[part.origin for part in parts[1:]])


def _column(header: str, cells: list[str], content: Content, groups: dict[str, str]) -> DeliveredColumn:
    labels = content.labels.get(plain(header), {})
    codes = dict.fromkeys(cell.removeprefix(DECLARED) for cell in cells if cell.startswith(DECLARED))
    missing = {code: labels.get(code, "") for code in codes}
    texts = [cell.removeprefix(DECLARED) for cell in cells] if codes else cells
    wording, group = content.questions.get(plain(header), ""), groups.get(plain(header), "")
    return DeliveredColumn(header, texts, wording, labels, missing, group)
