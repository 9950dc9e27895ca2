"""Parquet and Feather files -> rows of text, with the questions and labels in their metadata."""

from __future__ import annotations

import io
import json
import os
import re
from collections import Counter
from typing import Any

from .cell_texts import Refused, answers_as_text


def columnar(data: bytes, columns: str, decimal: str) -> dict[str, Any]:
    """Return {"rows": header and texts} of a parquet (columns: "parquet") or Feather file.

    A list in a cell is several answers.
    """
    # Other pools reserve more address space than the limit allows, as does each thread.
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
    """Return the questions and labels of an Arrow schema's columns, as `make handover` and pandas write them.

    In the metadata of a field: label, question, values; or in `DataFrame.attrs`: column_labels,
    variable_value_labels. A text in two languages is read in English.
    """
    beside = schema.metadata or {}
    of_frame = _json(beside.get(b"pandas", b""))  # Feather stores the attrs here
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
    """Return a piece of metadata as JSON, or else as text."""
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
