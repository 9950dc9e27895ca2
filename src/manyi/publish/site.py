"""An index over every built report, ready for static hosting. In: reports/; out: site/ with a page per language.

Nothing but files and relative links; the headline of each year stands beside it with its interval.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from manyi import places
from manyi.errors import InputError
from manyi.exhibits import words
from manyi.publish.definition import read, reports
from manyi.publish.page import FILE, TAG, TEMPLATE, base_style, own_words

FILES = ("index.html", "index.zh.html", "results.csv", "results.xlsx", "results.parquet", "run.json")


@dataclass(frozen=True)
class Entry:
    """One built report."""

    report: str
    year: int
    title: str
    headline: str  # '78.5 (76.9 to 80.1)', empty when the report has none


def site() -> Path:
    """Write site/ anew and return it. Raises InputError when nothing has been built."""
    built = [folder for folder in sorted((places.root() / "reports").glob("*/[0-9]*")) if (folder / FILES[0]).is_file()]
    built = [folder for folder in built if folder.parent.name in reports()]
    if not built:
        raise InputError("no report has been built yet: make report YEAR=...", where="site")
    target, half = places.root() / "site", places.root() / ".site.new"
    shutil.rmtree(half, ignore_errors=True)
    for folder in built:
        copy = half / folder.parent.name / folder.name
        copy.mkdir(parents=True)
        for name in FILES:
            shutil.copyfile(folder / name, copy / name)
    for language in TAG:
        (half / FILE[language]).write_text(_index(built, language), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    half.rename(target)
    return target


def _index(built: list[Path], language: str) -> str:
    """Return the index page: per report a table of its years, newest first."""
    groups: dict[str, list[Entry]] = {}
    for folder in reversed(built):
        entry = _entry(folder, language)
        groups.setdefault(entry.title, []).append(entry)
    loader = jinja2.FileSystemLoader(TEMPLATE)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    other = "zh" if language == "en" else "en"
    return environment.get_template("site.html.j2").render(
        lang=TAG[language], other=FILE[other], other_lang=TAG[other], own=own_words(language), groups=groups,
        page=FILE[language], style=Markup(base_style()),
    )  # fmt: skip


def _entry(folder: Path, language: str) -> Entry:
    report, year = folder.parent.name, int(folder.name)
    headline = json.loads((folder / "run.json").read_text(encoding="utf-8")).get("headline", "")
    ledger = pd.read_parquet(folder / "results.parquet")
    said = ""
    found = ledger[ledger["id"].str.startswith(headline)] if headline else ledger[:0]
    if len(found):
        row = found.iloc[0]
        interval = words.between(row["low"], row["high"], row["unit"], language)  # type: ignore[arg-type]
        value = words.number(row["value"], row["unit"], language)  # type: ignore[arg-type]
        said = {"en": f"{value} ({interval})", "zh": f"{value}（{interval}）"}[language]
    return Entry(report, year, read(report).title[language], said)
