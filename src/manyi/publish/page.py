"""One language of a report as one file that needs nothing else: no network, no script, no font of the machine.

In: the executed chapters, their ledger and the provenance. Out: the text of index.html or index.zh.html.
"""

from __future__ import annotations

import base64
import html
import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import yaml
from markupsafe import Markup
from nbformat import NotebookNode

from manyi.errors import InputError
from manyi.exhibits import font, style, words
from manyi.publish import citation, glossary
from manyi.publish.definition import Definition, Run
from manyi.publish.export import Heading, Piece, export, plain
from manyi.publish.lean import brief, folded, scrollable
from manyi.publish.provenance import Provenance
from manyi.publish.published import COMPARED, BackTest
from manyi.publish.scripts import script
from manyi.publish.slim import share_looks
from manyi.rows.study import Study

TEMPLATE = Path(__file__).parent / "template"
TAG = {"en": "en", "zh": "zh-Hans"}
FILE = {"en": "index.html", "zh": "index.zh.html"}


@dataclass(frozen=True)
class Material:
    """All that a page is made of."""

    report: str
    year: int
    definition: Definition
    studies: dict[str, Study]
    notebooks: dict[Run, NotebookNode]
    absent: list[Run]  # chapters whose study has no wave for the year
    ledger: pd.DataFrame
    provenance: Provenance


@dataclass
class Part:
    """A part of the page: a heading of the second level, lines about it, and its chapters."""

    id: str
    title: str
    place: str = "summary"
    study: str = ""  # its title
    asked: str = ""  # who was asked; empty when nobody was this year
    facts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    toplines: str = ""  # the page of every question and answer of the study

    def headings(self, level: int) -> list[Heading]:
        """Return its headings of a level."""
        return [heading for piece in self.pieces for heading in piece.headings if heading.level == level]


@dataclass
class Entry:
    """A line of the contents list: a link, or a group of links under a name."""

    text: str
    id: str = ""
    below: list[Heading] = field(default_factory=list)
    open: bool = False


def assemble(material: Material, language: str) -> str:
    """Return the page in one language."""
    parts = _parts(material, language)
    now = [study for study in material.studies.values() if material.year in study.waves]
    own, title = own_words(language), material.definition.title[language]
    synthetic = any(study.synthetic for study in now)
    page = _environment().get_template("page.html.j2").render(
        lang=TAG[language], language=language, other=FILE[_other(language)], other_lang=TAG[_other(language)],
        title=title, year=material.year, own=own, synthetic=synthetic,
        headlines=[Markup(one) for part in parts for piece in part.pieces for one in piece.headlines],
        parts=parts, contents=_contents(parts, own), absent=_absent(parts, own, language),
        glossary=glossary.entries(language), provenance=material.provenance,
        as_of=_date(max(study.waves[material.year].fieldwork[1] for study in now), language),
        studies={name: study.title[language] for name, study in material.studies.items()},
        numbers=len(material.ledger),
        style=Markup(base_style()), **script("page", "tables", "what-if", "download", "cite"), plain=plain,
        since=since(material.provenance.back_test, language),
        cite=citation.line(material.provenance, title, material.year, language, synthetic=synthetic),
        bibtex=citation.bibtex(material.provenance, material.report, title, material.year, synthetic=synthetic),
    )  # fmt: skip
    page = glossary.linked(scrollable(page), language)
    page = page.replace('id="ledger">{}', f'id="ledger">{_island(material.ledger, page)}')
    page, looks = share_looks(page)
    return page.replace("/*FONT*/", font_face(page, language)).replace("/*LOOKS*/", looks) + "\n"


def _parts(material: Material, language: str) -> list[Part]:
    """Return the parts in reading order: summary, one per study, data and methods per study."""
    parts: dict[tuple[str, str], Part] = {}
    own = own_words(language)
    for run in [*material.notebooks, *material.absent]:
        study = material.studies[run.study]
        if not run.wave and run.place != "body":
            continue  # one line, where the study would stand, is enough
        if run.place == "summary":
            part = parts.setdefault(("summary", ""), Part("summary", ""))
        elif run.place == "body":
            title = study.title[language]
            facts = study_facts(study, material.year, language)
            new = Part(run.study, title, "body", study=title, facts=facts)
            part = parts.setdefault(("body", run.study), new)
            new.asked = study.population[language] if run.wave else ""
        else:
            title = own["appendix"].format(study=study.title[language])
            part = parts.setdefault(
                ("appendix", run.study), Part(f"{run.study}-appendix", title, "appendix", study.title[language])
            )
        if run.wave:
            summary = run.place == "summary"
            piece = export(material.notebooks[run], language, run.study, 2 if summary else 3, summary)
            lean = folded(brief(piece.body, study.population[language], language))
            part.pieces.append(replace(piece, body=lean))
            part.toplines = toplines_files(run.study)[language] if run.place == "body" else ""
        elif not part.notes:
            waves = words.listed([str(wave) for wave in study.waves], language)  # type: ignore[arg-type]
            part.notes.append(own["no_wave"].format(year=material.year, waves=waves))
    order = ["summary", "body", "appendix"]
    studies = list(material.studies)
    ranked = sorted(parts, key=lambda key: (order.index(key[0]), studies.index(key[1]) if key[1] else 0))
    return [parts[key] for key in ranked]


def toplines_files(study: str) -> dict[str, str]:
    """Return the names of the files with every question and answer of a study: a page per language, and `xlsx`."""
    return {"en": f"toplines-{study}.html", "zh": f"toplines-{study}.zh.html", "xlsx": f"toplines-{study}.xlsx"}


def study_facts(study: Study, year: int, language: str) -> list[tuple[str, str]]:
    """Return who was asked, how, when and by whom, the least that must stand beside a published figure."""
    own = own_words(language)
    facts = [(own["asked"], study.population[language]), (own["mode"], study.mode[language])]
    if year in study.waves:
        facts.append((own["fieldwork"], words.days(*study.waves[year].fieldwork, language)))  # type: ignore[arg-type]
    return [*facts, (own["by"], study.organisation[language])]


def _absent(parts: list[Part], own: dict[str, str], language: str) -> str:
    """Return the line that names the studies without a wave this year; '' when every study has one."""
    names = [part.title for part in parts if part.place == "body" and not part.asked]
    return own["absent"].format(studies=words.listed(names, language)) if names else ""  # type: ignore[arg-type]


def _contents(parts: list[Part], own: dict[str, str]) -> list[Entry]:
    """Return the contents list: the summary's sections, a group per study, and one for data and methods of all."""
    summary = [part for part in parts if not part.title]
    body = [part for part in parts if part.title and part.place == "body"]
    appendix = [part for part in parts if part.place == "appendix"]
    entries = [Entry(heading.text, heading.id) for part in summary for heading in part.headings(2)]
    for part in body:
        start, below = Heading(3, part.id, own["asked"]), part.headings(3)
        entries.append(Entry(part.title, part.id, [start, *below] if below else [], open=len(body) == 1))
    if len(appendix) == 1:
        return [*entries, *(Entry(heading.text, heading.id) for heading in appendix[0].headings(3))]
    methods = [Heading(3, part.id, part.study) for part in appendix]
    return [*entries, *([Entry(own["appendices"], below=methods)] if methods else [])]


def _island(ledger: pd.DataFrame, page: str) -> str:
    """Return as JSON what the page does not print of the ledger: withheld cells, and what only a test rests on.

    All other numbers stand in the page once, where they are printed: `make verify AGAINST=` reads both.
    """
    printed = set(re.findall(r'<data [^>]*\bid="n-([^"]+)"', page))
    columns = ["id", *COMPARED]
    rest = ledger.loc[~ledger["id"].isin(printed), columns]
    rows = json.loads(rest.to_json(orient="values", double_precision=10))
    return json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False).replace("<", "\\u003c")


def font_face(page: str, language: str) -> str:
    """Return the font cut to the page's characters, as a style rule.

    What a figure says must be in the font: it was laid out with it. Text outside figures may hold what people typed,
    emoji and rare characters included; those fall back to the reader's own fonts.
    """
    for figure in re.findall(r"<svg\b.*?</svg>", page, re.DOTALL):
        if missing := font.missing_glyphs(plain(re.sub(r"<style\b.*?</style>", "", figure, flags=re.DOTALL))):
            known = re.search(r'\bid="([^"]+)"', figure)
            name = known[1] if known else "without id"
            raise InputError(f"character {missing[0]!r} (U+{ord(missing[0]):04X}) is not in the font", f"figure {name}")
    text = plain(re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL))
    text += html.unescape("".join(re.findall(r'\bdata-[a-z]+="([^"]*)"', page)))  # what a script will say
    # The font has these at full width, as Chinese sets them; English takes them from the reader's own fonts.
    wide = set("‘’“”…") if language == "en" else set()
    drawn = sorted(set(text) & font.characters() - wide)
    data = base64.b64encode(font.subset(drawn)).decode()
    return (
        f'@font-face{{font-family:"{font.FAMILY}";font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
    )


def base_style() -> str:
    """Return the style sheet with the figures' colours as variables, light and dark."""
    light, dark = (
        ";".join(f"{name}:{value}" for name, value in style.variables(dark).items()) for dark in (False, True)
    )
    colours = f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    return colours + "".join((TEMPLATE / f"{name}.css").read_text(encoding="utf-8") for name in ("page", "comfort"))


def since(found: BackTest | None, language: str) -> str:
    """Return what became of the numbers published before; '' when none were."""
    if found is None:
        return ""
    state = "unexplained" if found.unexplained else "changed" if found.changed else "same"
    counts = {"changed": len(found.changed), "unexplained": len(found.unexplained)}
    return own_words(language)[f"published_{state}"].format(n=found.published, **counts)


def _date(day: Any, language: str) -> str:
    return words.days(day, day, language)  # type: ignore[arg-type]


def _other(language: str) -> str:
    return "zh" if language == "en" else "en"


@cache
def own_words(language: str) -> dict[str, str]:
    """Return the page's own words by name."""
    return {name: text[language] for name, text in yaml.safe_load((TEMPLATE / "words.yml").read_text("utf-8")).items()}


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATE)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
