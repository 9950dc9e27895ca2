"""`make handover`: the clean data of a study as files that SPSS, Stata, R and survey programs read with their labels.

csv and parquet hold codes once; .sav, .dta and the codebooks beside the csv come in each language of the study. Rows
that stay on disk are written part by part to csv and parquet only (data_in_parts).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from manyi import places
from manyi.handover.data_codebooks import ddi, triple_s
from manyi.handover.data_in_parts import csv_bytes, in_parts, parquet_bytes
from manyi.handover.variables import AnalysisData, Variable, analysis_data
from manyi.language.formats import LANGUAGES
from manyi.publish.identified import refuse_content
from manyi.rows.survey import Survey

LONGEST = {".sav": 64, ".dta": 32}  # characters of a name
LABEL = {".sav": 255, ".dta": 80}  # of a label
VALUE = {".sav": 120, ".dta": 320}


def hand_over(survey: Survey, folder: Path) -> Iterator[str]:
    """Write the files; yield a line about each, and about what was left out and why.

    Raises InputError if one of them would contain what identifies people in the raw data.
    """
    stem = f"{survey.study.study}-{survey.year}"
    only = survey.study.language
    if survey.stored:
        yield from in_parts(survey, survey.stored, folder, stem)
        return
    data = analysis_data(survey)
    files: dict[str, bytes] = {f"{stem}.csv": csv_bytes(data), f"{stem}.parquet": parquet_bytes(data)}
    for language in (only,) if only else LANGUAGES:
        name = stem if only else f"{stem}.{language}"
        files[f"{name}.sav"] = statistics_bytes(data, ".sav", language)
        files[f"{name}.dta"] = statistics_bytes(data, ".dta", language)
        files[f"{name}.xml"] = ddi(data, survey.study.title[language], language)
        files[f"{name}.sss"] = triple_s(data, survey.study.title[language], language)
    refuse_content(files, [survey.study.study], survey.year)
    for name, content in files.items():
        places.write_whole(folder / name, content)
        yield f"{places.near(folder / name)}, {len(content) / 1e6:.2f} MB"
    yield f"{len(data.frame):,} respondents, {len(data.variables)} variables"
    for name, why in data.left_out.items():
        yield f"left out: {name} ({why})"


def statistics_bytes(data: AnalysisData, kind: str, language: str) -> bytes:
    """Return an SPSS (".sav") or Stata (".dta") file, names and labels cut to the program's limits."""
    import pyreadstat

    names = names_within([variable.name for variable in data.variables], LONGEST[kind])
    frame = data.frame.set_axis(list(names.values()), axis=1)
    labels = [variable.label[language][: LABEL[kind]] for variable in data.variables]
    values = {
        names[variable.name]: {code: label[language][: VALUE[kind]] for code, label in variable.values.items()}
        for variable in data.variables
        if variable.values
    }
    write: Callable[..., None] = pyreadstat.write_sav if kind == ".sav" else pyreadstat.write_dta
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"data{kind}"
        more = {"variable_measure": {names[v.name]: _measure(v) for v in data.variables}} if kind == ".sav" else {}
        write(frame.astype(float), path, column_labels=labels, variable_value_labels=values, **more)
        return path.read_bytes()


def _measure(variable: Variable) -> str:
    return "nominal" if variable.values else "scale"


def names_within(names: list[str], most: int) -> dict[str, str]:
    """Return {name: unique name within this many letters, digits and underscores}."""
    short: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        candidate, number = plain[:most], 1
        while candidate.lower() in {taken.lower() for taken in short.values()}:
            number += 1
            candidate = f"{plain[: most - len(str(number)) - 1]}_{number}"
        short[name] = candidate
    return short
