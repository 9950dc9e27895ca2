"""Workbooks and statistics files -> rows of text, in a separate process with limits on memory and time.

Run as a program by `workbooks.py`: options as JSON in the first argument, the file's bytes on stdin, a marshalled dict
on stdout. A malicious file can crash this process or exhaust its limits, but not its caller. It imports nothing from
manyi, so that it starts quickly.
"""

from __future__ import annotations

import io
import json
import marshal
import os
import posixpath
import re
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

MEMORY, SECONDS = 3 * 2**30, 300  # a million rows of forty columns stay below
UNPACKED = 2 * 2**30  # bytes of a workbook once unzipped
SEVERAL = "┋"  # between several answers in one cell, as in study/answers.py
UNCOMPUTED = "#UNCOMPUTED!"  # stands for a formula whose value was never stored
MERGED = "#MERGED!"  # stands for a cell that shares the answer of another: whether it was given twice is not known
CELL = rb'<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]+)(\d+)")'
ERROR = re.compile(CELL + rb'[^>]*\bt="e"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
FORMULA = re.compile(
    CELL + rb'(?![^>]*\bt="str")[^>]*(?<!/)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


class Refused(Exception):  # noqa: N818 - the file's fault, named as what happened
    """A file cannot be read; the message says why, `allowed` what there is to choose from."""

    def __init__(self, message: str, allowed: list[str] | None = None) -> None:
        super().__init__(message)
        self.allowed = allowed or []


def shown(value: Any, decimal: str = ".") -> str:
    """Return a cell as text: 3.0 is "3", a date ISO 8601, a duration its seconds, true "TRUE", an empty cell ""."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value).replace(".", decimal)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return shown(value.total_seconds(), decimal)
    return str(value)


def workbook(data: bytes, sheet: str | None, decimal: str, header: int | None = None) -> dict[str, Any]:
    """Return {"rows": lists of texts} of a sheet: the named one, or the first visible one.

    header: the last row of headers, 0 for the first that is not blank; cells merged below it are marked.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Refused("too large once unzipped")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        seen = [meta.name for meta in tables if meta.visible == SheetVisibleEnum.Visible]
        if sheet is None and not seen:
            raise Refused("every sheet is hidden; name one with sheet: in origin.yml", book.sheet_names)
        if sheet is not None and sheet not in book.sheet_names:
            raise Refused(f"no sheet {sheet!r}", book.sheet_names)
        name = sheet or seen[0]
        table = book.get_sheet_by_name(name)
        rows = [
            [value if type(value) is str else shown(value, decimal) for value in row]
            for row in table.to_python(skip_empty_area=False)
        ]
    except (CalamineError, IndexError) as error:
        raise Refused(f"not readable as a workbook: {error}") from None
    for row, column, text in _wrong_cells(data, name):
        rows += [[] for _ in range(row + 1 - len(rows))]  # the reader omits trailing cells it takes for blank
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    width = max(map(len, rows), default=0)
    if header is not None:
        _mark_merged(
            rows, table.merged_cell_ranges or [], header or next((at for at, row in enumerate(rows, 1) if any(row)), 0)
        )
    return {"rows": [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]}


def sheets(data: bytes, sizes: bool) -> dict[str, Any]:
    """Return {"sheets": {visible sheet: [rows with anything in them, cells]}} of a workbook; `sizes` is its option."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
        counts: dict[str, list[int]] = dict.fromkeys(shown, [0, 0])
        for name in shown if len(shown) > 1 else ():
            rows = [sum(value != "" for value in row) for row in book.get_sheet_by_name(name).to_python()]
            counts[name] = [sum(map(bool, rows)), sum(rows)]
    except (CalamineError, IndexError) as error:
        raise Refused(f"not readable as a workbook: {error}") from None
    return {"sheets": counts}


def _mark_merged(rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]], header: int) -> None:
    """Mark the blank cells that are merged with an answer below the header."""
    for (top, left), (bottom, right) in ranges:
        if top < header or top >= len(rows) or left >= len(rows[top]) or not rows[top][left]:
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [cell or MERGED for cell in row[left : right + 1]]


def _wrong_cells(data: bytes, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Yield (row, column, text) of the cells in an xlsx sheet with an error, or a formula without a stored value."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        path = _part(packed, sheet)
        content = packed.read(path) if path else b""
    if b't="e"' in content:
        for match in ERROR.finditer(content):
            yield int(match[2]) - 1, _column(match[1]), match[3].decode()
    if re.search(rb"<(?:\w+:)?f\b", content):
        for match in FORMULA.finditer(content):
            yield int(match[2]) - 1, _column(match[1]), UNCOMPUTED


def _part(packed: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the path of a sheet inside an xlsx file; None where the file has an unusual structure."""
    try:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - in a process with limits
        related = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {element.get("Id"): element.get("Target", "") for element in related}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            path = posixpath.normpath(posixpath.join("xl", targets.get(link, ""))).lstrip("/")
            return path if path in packed.namelist() else None
    return None


def _column(letters: bytes) -> int:
    """Return the index of a column: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def statistics(data: bytes, kind: str, encoding: str | None, decimal: str, mark: str) -> dict[str, Any]:
    """Return an SPSS or Stata file: {"rows": header and texts, codes not labels, "labels": {column: {code: label}},
    "questions": {column: label}, "sets": multiple-response sets, "weight": column}.

    A code that the file declares missing is prefixed with the mark. {"doubt": bytes} when the encoding of the text is
    neither declared nor stored in the file.
    """
    frame, meta, silent = _opened(data, kind, encoding)
    columns = {str(name): _texts(frame[name].tolist(), str(name), meta, decimal, mark) for name in frame.columns}
    labels = {
        str(name): {_code(code): str(label) for code, label in codes.items()}
        for name, codes in meta.variable_value_labels.items()
    }
    if silent and encoding is None:
        words = [*columns, *(text for texts in columns.values() for text in texts)]
        words += [label for codes in labels.values() for label in codes.values()]
        strange = dict.fromkeys(text for text in words if not text.removeprefix(mark).isascii())
        if strange:
            return {"doubt": "\n".join(strange).encode("latin-1", "replace")}
    return {
        "rows": [list(columns), *map(list, zip(*columns.values(), strict=True))],
        "labels": labels,
        "questions": {str(name): str(text) for name, text in meta.column_names_to_labels.items() if text},
        "sets": [_set(name, about) for name, about in (meta.mr_sets or {}).items()],
        "weight": _weight(data, list(columns)) if kind != ".dta" else "",
    }


def _opened(data: bytes, kind: str, encoding: str | None) -> tuple[Any, Any, bool]:
    """Return the frame of a file, what it says of it, and whether the encoding of its text is stored nowhere."""
    import pyreadstat

    def read(encoding: str | None) -> Any:
        reader = pyreadstat.read_dta if kind == ".dta" else pyreadstat.read_sav
        return reader(io.BytesIO(data), user_missing=True, encoding=encoding)

    silent = kind == ".dta" and not re.match(rb"<stata_dta><header><release>1(?:1[89]|2\d)<", data)
    try:
        return *read(encoding or ("ISO-8859-1" if silent else None)), silent
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        if encoding is not None or "convert string" not in str(error):
            raise Refused(f"not readable: {error}{f' ({encoding})' if encoding else ''}") from None
        return *read("ISO-8859-1"), True


def _set(name: str, about: dict[str, Any]) -> dict[str, Any]:
    """Return a multiple-response set: its name, label, columns, and the code that counts (None: categories)."""
    counted = shown(about["counted_value"]) if about["is_dichotomy"] else None
    return {"name": name, "label": about["label"], "columns": list(about["variable_list"]), "counted": counted}


def _weight(data: bytes, names: list[str]) -> str:
    """Return the weight variable that the header of an SPSS file names, which no library tells; "" for none.

    Field 7 of the file header is the position of the variable among the variable records, continuations counted.
    """
    order = "<" if data[64:65] in (b"\x02", b"\x03") else ">"
    try:
        (index,) = struct.unpack_from(f"{order}i", data, 76)
        at, seen, variables = 176, 0, -1
        while index and seen < index:
            record, kind, labelled, missing = struct.unpack_from(f"{order}4i", data, at)
            if record != 2:
                return ""
            at, seen, variables = at + 32, seen + 1, variables + (kind != -1)
            if labelled:
                (length,) = struct.unpack_from(f"{order}i", data, at)
                at += 4 + (length + 3) // 4 * 4
            at += 8 * abs(missing)
    except struct.error:
        return ""
    return names[variables] if index and 0 <= variables < len(names) else ""


def columnar(data: bytes, columns: str, decimal: str) -> dict[str, Any]:
    """Return {"rows": header and texts} of a parquet (columns: "parquet") or Feather file.

    A list in a cell is several answers.
    """
    # Other pools reserve more address space than the limit allows, and each thread reserves its share of it.
    os.environ |= {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}
    import pyarrow as pa
    from pyarrow import feather, parquet

    try:
        read = parquet.read_table if columns == "parquet" else feather.read_table
        table = read(io.BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise Refused(f"not readable as {columns}: {error}") from None
    return {"rows": [list(table.column_names), *cells_of(table, decimal)], **described_columns(table.schema)}


def described_columns(schema: Any) -> dict[str, dict[str, Any]]:
    """Return questions and labels an Arrow schema keeps of its columns, as `make handover` and pandas write them.

    In the metadata of a field: label, question, values; or in `DataFrame.attrs`: column_labels,
    variable_value_labels. A text in two languages is read in English.
    """
    beside = schema.metadata or {}
    of_frame = _json(beside.get(b"pandas", b""))  # Feather keeps the attrs in here
    attrs = _json(beside.get(b"PANDAS_ATTRS", b"")) or (isinstance(of_frame, dict) and of_frame.get("attributes"))
    attrs = attrs if isinstance(attrs, dict) else {}
    titles = {**_dict(attrs, "column_names_to_labels"), **_dict(attrs, "column_labels")}
    coded = {**_dict(attrs, "variable_value_labels"), **_dict(attrs, "value_labels")}
    asked: dict[str, str] = {}
    for field in schema:
        about = {key.decode("utf-8", "replace"): _json(text) for key, text in (field.metadata or {}).items()}
        asked[field.name] = _english(about.get("question"))
        titles[field.name] = about.get("label") or titles.get(field.name)
        coded[field.name] = about.get("values") or about.get("value_labels") or coded.get(field.name)
    shared = {question for question, times in Counter(asked.values()).items() if times > 1}
    questions = {name: _english(titles[name]) if asked[name] in shared else asked[name] or _english(titles[name])
                 for name in asked}  # fmt: skip
    labels = {
        name: {re.sub(r"\.0$", "", str(code)): _english(text) for code, text in values.items()}
        for name, values in coded.items()
        if isinstance(values, dict) and values and name in asked
    }
    return {"labels": labels, "questions": {name: text for name, text in questions.items() if text}}


def _dict(attrs: dict[str, Any], key: str) -> dict[str, Any]:
    value = attrs.get(key)
    return value if isinstance(value, dict) else {}


def _json(text: bytes) -> Any:
    """Return what a piece of metadata says: JSON, else its words."""
    words = text.decode("utf-8", "replace")
    try:
        return json.loads(words)
    except ValueError:
        return words


def _english(text: Any) -> str:
    """Return a text of one language, or the English of one in two."""
    if isinstance(text, dict):
        text = text.get("en") or next(iter(text.values()), "")
    return text if isinstance(text, str) else "" if text is None else str(text)


def cells_of(table: Any, decimal: str) -> list[list[str]]:
    """Return the rows of an Arrow table as texts."""
    import pyarrow as pa

    nested = [field.name for field in table.schema if pa.types.is_struct(field.type) or pa.types.is_map(field.type)]
    if nested:
        raise Refused(f"the column {nested[0]} holds records, not answers: unnest it")
    texts = [answers_as_text(column.to_pylist(), decimal) for column in table.columns]
    return [list(cells) for cells in zip(*texts, strict=True)]


def answers_as_text(values: list[Any], decimal: str) -> list[str]:
    """Return the cells of a column as text, the entries of a list joined as several answers."""
    return [SEVERAL.join(shown(part, decimal) for part in value) if isinstance(value, list) else shown(value, decimal)
            for value in values]  # fmt: skip


def _code(code: Any) -> str:
    """Return a labelled code as it appears in the cells; Stata's missing codes as .a to .z."""
    return f".{code}" if isinstance(code, str) and re.fullmatch("[a-z]", code) else shown(code)


def _texts(values: list[Any], name: str, meta: Any, decimal: str, mark: str) -> list[str]:
    """Return the cells of a column as text, marking those declared missing."""
    ranges = meta.missing_ranges.get(name, [])
    letters = {str(letter) for letter in meta.missing_user_values.get(name, [])}
    if not ranges and not letters:
        return [shown(value, decimal) for value in values]
    texts = [f".{value}" if value in letters else shown(value, decimal) for value in values]
    return [
        mark + text if value in letters or text and _within(value, ranges) else text
        for value, text in zip(values, texts, strict=True)
    ]


def _within(value: Any, ranges: list[dict[str, Any]]) -> bool:
    """Return whether a value lies in a range that the file declares missing; ranges of strings are single strings."""
    numeric = isinstance(value, int | float)
    return any(numeric == isinstance(part["lo"], int | float) and part["lo"] <= value <= part["hi"] for part in ranges)


def _limit() -> None:
    """Limit this process's memory and time, where the system supports it."""
    try:
        import resource

        for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, ValueError, OSError):
        pass


def main() -> None:
    """Read a file from standard input and write its content to standard output."""
    _limit()
    options = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    try:
        kinds: dict[str, Callable[..., dict[str, Any]]] = {"kind": statistics, "columns": columnar, "sizes": sheets}
        parse = next((kinds[key] for key in kinds if key in options), workbook)
        parsed = parse(data, **options)
    except Refused as error:
        parsed = {"refused": str(error), "allowed": error.allowed}
    except MemoryError:
        parsed = {"refused": "it needs more memory than a survey file should", "allowed": []}
    except Exception as error:  # on a damaged file a parser may raise anything
        parsed = {"refused": f"not readable: {type(error).__name__}: {error}", "allowed": []}
    marshal.dump(parsed, sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)  # a library whose threads are not yet at their end would abort the process at its own


if __name__ == "__main__":
    main()
