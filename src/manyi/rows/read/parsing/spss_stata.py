"""SPSS and Stata files -> rows of codes, with the labels, questions, sets of answers and weight named by the file."""

from __future__ import annotations

import io
import re
import struct
from typing import Any

from .cell_texts import Refused, shown


def statistics(data: bytes, kind: str, encoding: str | None, decimal: str, mark: str) -> dict[str, Any]:
    """Return an SPSS or Stata file: {"rows": header and texts, codes not labels, "labels": {column: {code: label}},
    "questions": {column: label}, "sets": multiple-response sets, "weight": column}.

    A code that the file declares missing is prefixed with the mark. {"doubt": bytes} when the encoding of the text is
    neither declared nor stored in the file.
    """
    cells, meta, silent = _opened(data, kind, encoding)
    if None in cells:
        raise Refused("not readable: it has a variable without a name")
    columns = {name: _texts(list(values), name, meta, decimal, mark) for name, values in cells.items()}
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
    """Return the cells by column, what the file says about them, and whether its encoding is not stored."""
    import pyreadstat

    def read(encoding: str | None) -> Any:
        reader = pyreadstat.read_dta if kind == ".dta" else pyreadstat.read_sav
        # Lists, because importing pandas for a frame takes longer than reading a file.
        return reader(io.BytesIO(data), user_missing=True, encoding=encoding, output_format="dict")

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
    """Return the weight variable named in the header of an SPSS file, which no library reads; "" for none.

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
    """Return whether a value is in a range that the file declares missing; ranges of strings are single strings."""
    numeric = isinstance(value, int | float)
    return any(numeric == isinstance(part["lo"], int | float) and part["lo"] <= value <= part["hi"] for part in ranges)
