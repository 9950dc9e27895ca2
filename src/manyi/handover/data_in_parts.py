"""Analysis data as csv and parquet, whole or, if the rows of a study stay on disk, part by part."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from manyi import places
from manyi.handover.data_codebooks import ddi, triple_s
from manyi.handover.variables import AnalysisData, Variable, analysis_data, columns_needed
from manyi.language.formats import LANGUAGES
from manyi.publish.identified import refuse_files
from manyi.rows.stored import StoredRows
from manyi.rows.survey import Survey

if TYPE_CHECKING:
    import pyarrow as pa


def in_parts(survey: Survey, rows: StoredRows, folder: Path, stem: str) -> Iterator[str]:
    """Write csv, parquet and codebooks of rows that stay on disk, a million at a time; yield the lines about them."""
    beside = places.scratch()
    beside.mkdir(parents=True)
    try:
        whole = _rows_written(survey, rows, beside / stem)
        only, title = survey.study.language, survey.study.title
        for language in (only,) if only else LANGUAGES:
            name = beside / (stem if only else f"{stem}.{language}")
            name.with_name(f"{name.name}.xml").write_bytes(ddi(whole, title[language], language, len(rows)))
            name.with_name(f"{name.name}.sss").write_bytes(triple_s(whole, title[language], language))
        files = sorted(beside.iterdir())
        refuse_files(files, [survey.study.study], survey.year)
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            yield f"{places.near(folder / file.name)}, {file.stat().st_size / 1e6:.2f} MB"
            shutil.move(file, folder / file.name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    yield f"{len(rows):,} respondents, {len(whole.variables)} variables"
    yield "left out: .sav and .dta (they are written whole, and the rows stay on disk)"
    for item, why in whole.left_out.items():
        yield f"left out: {item} ({why})"


def _rows_written(survey: Survey, rows: StoredRows, path: Path) -> AnalysisData:
    """Write csv and parquet under this path without a suffix; return what codebooks need to know about all parts."""
    import pyarrow.parquet as pq

    numbered, parts, writer = dict[str, dict[Any, int]](), list[AnalysisData](), None
    with contextlib.ExitStack() as stack:
        text = stack.enter_context(path.with_name(f"{path.name}.csv").open("wb"))
        for part in rows.of(()).parts(columns_needed(survey)):
            data = analysis_data(replace(survey, frame=part), numbered)
            text.write(csv_bytes(data, header=writer is None))
            table = _labelled(data)
            writer = writer or stack.enter_context(
                pq.ParquetWriter(path.with_name(f"{path.name}.parquet"), table.schema)
            )
            writer.write_table(table)
            parts.append(told_of(data))
    frame = pd.concat([data.frame for data in parts], ignore_index=True)
    return AnalysisData(frame, parts[0].variables, parts[0].left_out)


def told_of(data: AnalysisData) -> AnalysisData:
    """Return for each variable what codebooks need: its least and greatest value, and one that is not a code."""
    columns = {}
    for variable in data.variables:
        values = data.frame[variable.name].dropna()
        other = values[~values.isin(list(variable.values))]  # noqa: PD011 - a dictionary of labels
        columns[variable.name] = [values.min(), values.max(), other.iloc[0] if len(other) else float("nan")]
    return replace(data, frame=pd.DataFrame(columns))


def csv_bytes(data: AnalysisData, header: bool = True) -> bytes:
    """Return the data as csv, whole numbers as such."""
    frame = data.frame.copy()
    for variable in data.variables:
        if variable.whole:
            frame[variable.name] = frame[variable.name].astype("Int64")
    return frame.to_csv(index=False, header=header, lineterminator="\n").encode()


def parquet_bytes(data: AnalysisData) -> bytes:
    """Return the data as parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(_labelled(data), out)
    return bytes(out.getvalue())


def _labelled(data: AnalysisData) -> pa.Table:
    """Return the table with labels, questions and value labels in the metadata of each field, as JSON by language."""
    import pyarrow as pa

    table = pa.Table.from_pandas(data.frame, preserve_index=False)
    fields = [field.with_metadata(_metadata(v)) for field, v in zip(table.schema, data.variables, strict=True)]
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))


def _metadata(variable: Variable) -> dict[str, str]:
    """Return the meaning of a variable and its codes, each in both languages, as JSON."""
    values = {str(code): label.model_dump() for code, label in variable.values.items()}  # noqa: PD011
    parts = {"label": variable.label.model_dump(), "question": variable.question.model_dump(), "values": values}
    return {name: json.dumps(part, ensure_ascii=False) for name, part in parts.items()}
