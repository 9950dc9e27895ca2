"""A chapter, the object a notebook works with. It gives exhibits their words, enters their numbers and displays them.

Input: results of `stats`. Output: MIME bundles in the notebook, and two files at its end: the ledger (one row per
printed number) and the claims (one per tested sentence).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython

from manyi import containers, places
from manyi.display import Displayed
from manyi.errors import InputError
from manyi.exhibits.chapter import declaration, describe, records, wording
from manyi.exhibits.chapter.big_number import Headline
from manyi.exhibits.chapter.exhibit import Both, Exhibit
from manyi.exhibits.chapter.headings import FIGURE, Headings
from manyi.exhibits.chapter.screen_record import FirstScreen
from manyi.exhibits.claims import sentence
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sentence import Spoken
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.marking import unmarked
from manyi.exhibits.html import bundle
from manyi.exhibits.ledger import Ledger, Source
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, number
from manyi.exhibits.vocabulary import why
from manyi.language import words
from manyi.language.formats import LANGUAGES
from manyi.language.text import Text
from manyi.language.words import Words
from manyi.rows.survey import Survey
from manyi.rows.tables import speaking_of
from manyi.study.study import Study

WORDS = words.beside(__file__).section("chapter")


class Chapter(Displayed):
    """One notebook run on one survey for one report.

    names: {key: words} for what no codebook names, such as months or the stages of a scorecard; `names:` and `counted:`
    of the chapter's words are added.
    """

    _plumbing = ("counting", "home", "weighted_as")

    def __init__(self, notebook: str, survey: Survey, report: str, *, names: Mapping[str, Text] | None = None) -> None:
        self.notebook, self.survey, self.report = notebook, survey, report
        self.home = survey.study  # a chapter may describe a table of it for a while; its claims remain the study's
        self._more = dict(names or {})
        self._names = self._names_of(survey.study)
        self.ledger = Ledger()
        self.claims: dict[str, dict[str, Any]] = containers.ShownDict()
        self._weight: Text | None = None  # the weight that claims mention
        self._headings = Headings()

    def _facts(self) -> dict[str, object]:
        study = self.survey.study
        return {"notebook": self.notebook, "study": study.study, "title": study.title, "year": self.survey.year,
                "report": self.report, "numbers": len(self.ledger.frame()), "claims": len(self.claims)}  # fmt: skip

    @functools.cached_property
    def words(self) -> Words:
        """The words of this chapter by key: those beside its notebook, overridden by the study's own."""
        return wording.of_chapter(self.notebook, self.home.study)

    @property
    def names(self) -> Names:
        """Return the words for every column and key: `chapter.names.text("channel", "phone")`."""
        return self._names

    def _names_of(self, study: Study) -> Names:
        names = Names.of_study(self.survey.codebook, study, self.survey.year)
        sections = self.words.sections
        return names.counting(sections.get("counted", words.EMPTY)).also(
            {**self._more, **sections.get("names", words.EMPTY)}
        )

    def counting(self, counted: Mapping[str, Text]) -> None:
        """Add names for what the chapter counts itself, {item: words}, from here to its end."""
        self._names = self._names.counting(counted)

    @contextmanager
    def about(self, table: Any) -> Iterator[None]:
        """Return a context: exhibits and sentences in its `with` block use population, unit and basis of a table."""
        whole = self.survey
        self.survey = speaking_of(whole, table)
        try:
            yield
        finally:
            self.survey = whole

    @contextmanager
    def weighted_as(self, study: Study | None) -> Iterator[None]:
        """Return a context: sentences and numbers in its `with` block name another weight of the study."""
        if study is None or study.design.called == self.survey.study.design.called:
            yield
            return
        whole, names = self.survey, self._names
        self.survey = replace(whole, study=study)
        self._names, self._weight = self._names_of(study), study.design.called
        try:
            yield
        finally:
            self.survey, self._names, self._weight = whole, names, None

    def say(self, id: str, en: Text | str = "", zh: str = "", **values: sentence.Value) -> None:  # noqa: A002
        """Print a sentence; `{name}` stands for a Number or a Text given by name. {year} and {previous} are known.

        Its words are the chapter's words of that id, a Text (`chapter.words["key"]`), or given in both languages.
        """
        self._emit("sentence", self._spoken(id, wording.templates(self.words, id, en, zh), values))

    def notice(self, id: str, en: Text | str = "", zh: str = "", **values: sentence.Value) -> None:  # noqa: A002
        """Print a line set apart: what cannot be shown, and why. Words as in `say`."""
        self._emit("notice", self._spoken(id, wording.templates(self.words, id, en, zh), values))

    def claim(
        self, id: str, claim: Claim, *, anchor: str = "", row: Text | bool = False, clause: Words | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        """Print a sentence whose wording a test decided, and remember it for the summary.

        anchor: the id of the figure a key finding links to; without one, the sentence itself. row: whether it gives the
        result or the change in its study's row on the first screen, or the words with which it does.
        clause: by verdict, its words in the title of the first screen, where the general ones will not do.
        """
        claim = claim.judged(self.home.claims, self.survey.codebook)
        if self._weight:
            claim = replace(claim, words={"about": WORDS["weighted"].fill(weight=self._weight), **claim.words})
        values = claim.values(self.names)
        spoken = self._spoken(id, claim.templates(), values)
        place = self._id(anchor) if anchor else spoken.id
        self._headings.remember(place, claim)
        self._emit("sentence", spoken, shown=claim.prominent, anchor=place)
        cell = row if isinstance(row, Text) else None
        kept = self._record(spoken, claim, values, place, cell, clause.get(claim.verdict) if clause else None)
        self.claims[spoken.id] = kept | {"row": bool(row)}

    def headline(self, id: str, level: Any, change: Any = None) -> None:  # noqa: A002
        """Print the report's big number with its interval and, given a row of a changes frame, its tested change.

        A number that may not be printed is replaced by a line that says why.
        """
        if number(level).hidden:
            what = self.names.text("item", str(level["item"]))
            self.notice(id, WORDS["hidden"], what=what, why=why(level.get("reason")))
            return
        line = Headline.of(level, change, self.survey.year, self.survey.previous)
        values = line.claim.values(self.names)
        spoken = self._spoken(id, line.claim.templates(), values)
        html = {language: line.html(spoken, self.names, self._source(), language) for language in LANGUAGES}
        bundle.show("headline", spoken.id, html["en"], html["zh"])
        kept = self._record(spoken, line.claim, values, spoken.id)
        self.claims[spoken.id] = kept | {"headline": html, "row": False}

    def answer(self, id: str, en: Text | str = "", zh: str = "", **values: sentence.Value) -> None:  # noqa: A002
        """Print the report's answer in a paragraph, under its title. Words as in `say`."""
        self._emit("answer", self._spoken(id, wording.templates(self.words, id, en, zh), values))

    def show(
        self, id: str | Chart, chart: Chart | None = None, *, title: Both | Claim | None = None, subtitle: Both | None = None,  # noqa: A002
        base: Both | None = None, source: Both | None = None, note: Both | None = None, alt: Both | None = None,
        like: str = "", **slots: Text,
    ) -> None:  # fmt: skip
        """Show a figure or a table. Words left out come from the study and the data, and so does the id.

        Title, subtitle, base, note and alt may stand under the id, or under `like`, in the chapter's words; `slots`
        fill them ({year} and {previous} are known). Raises InputError: estimates that were not drawn.
        """
        if isinstance(id, Chart):
            chart = id
            id = describe.id_of(chart)  # noqa: A001
        if not isinstance(chart, Chart):
            raise InputError("not a figure or a table: draw it first, as groups.dots()", where=str(id))
        chart = describe.table_if_hidden(chart)
        texts = wording.of_exhibit(self.words, like or id, {**wording.years(self.survey), **slots})
        full, origin, data = self._id(id), self._source(), chart.data
        names, study, year = self.names.also(chart.labels), self.survey.study, self.survey.year
        kind = "figure" if chart.draw else "table"
        ids = self._enter(kind, full, dict(data.entries()), names)
        heading, about, whose = self._headings.of(full, chart, title, texts, names)
        data = unmarked(data) if chart.marks_own and whose != FIGURE else data  # colours belong to what the title names
        under = describe.subtitle(chart, names, study, year, origin.basis)
        exhibit = Exhibit(
            full,
            title=heading,
            subtitle=subtitle or texts.get("subtitle") or describe.about(about, under),
            base=base or texts.get("base") or chart.base or describe.base(data, study),
            source=source or describe.source(study, year),
            note=note or describe.note(data, texts.get("note") or chart.note),
            alt=alt or texts.get("alt") or describe.alt(chart.kind, data, names, heading),
            data=data, names=names, origin=origin, ids=ids, draw=chart.draw, beside=chart.beside,
        )  # fmt: skip
        bundle.show(kind, full, exhibit.html("en"), exhibit.html("zh"), whose=whose)

    def findings(self, id: str, claims: list[dict[str, Any]]) -> None:  # noqa: A002
        """Print claims of other chapters again, each linking to where it was made."""
        bundle.show("findings", self._id(id), *records.finding_list(claims, self._id(id)))

    def advise(self, id: str, entries: list[records.Advised]) -> None:  # noqa: A002
        """Print recommendations, each with what it rests on."""
        bundle.show("advice", self._id(id), *records.advice(entries, self._id(id)))

    def open(self, screen: FirstScreen) -> None:
        """Record the first screen of the report for the page; here only its title and paragraph are shown."""
        texts = ["".join((screen.title[name], screen.paragraph[name])) for name in LANGUAGES]
        bundle.show("first", self._id("first-screen"), *texts, record=screen.record())

    def close(self) -> Path:
        """Write the ledger and the claims; the last cell of every notebook. Returns their folder."""
        for id_, (line, values) in wording.beyond_memory(self.survey.stored).items():
            self._emit(
                "notice", self._spoken(f"{self.notebook}-{id_}", wording.templates(self.words, id_, line, ""), values)
            )
        folder = places.build() / self.report / str(self.survey.year) / "results"
        name = f"{self.notebook}-{self.survey.study.study}"
        self.ledger.save(folder / f"{name}.parquet")
        pictured = records.pictured(self.claims.values(), self.ledger.frame(), self.survey.codebook)
        records.save(folder / f"{name}.json", pictured)
        bundle.mark_end(name)
        return folder

    @functools.cached_property
    def _declared(self) -> declaration.Declaration:
        return declaration.declared_by(self.notebook)

    def _record(
        self, spoken: Spoken, claim: Claim, values: Mapping[str, Any], place: str, row: Text | None = None,
        clause: Text | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        finding, book = claim.kind in self._declared.findings, self.survey.codebook
        if claim.sure and claim.effect is None and "difference" in spoken.ids:  # a hidden number has no id
            self.ledger.judge(spoken.ids["difference"], claim.sure)
        unit = {"unit": self.home.unit} if self.survey.study.unit == self.home.unit else {}  # a table has its own unit
        slots = {**unit, **values}
        return records.record(
            spoken, claim, slots, self.notebook, place, self.home, self.names, book, finding, row, clause
        )

    def _id(self, slug: str) -> str:
        return f"{self.survey.study.study}-{slug}"

    def _source(self) -> Source:
        shell = get_ipython()
        cell = int(shell.execution_count) - 1 if shell else 0  # IPython increases the count before a cell runs
        study = self.survey.study
        return Source(study.study, self.notebook, cell, self.survey.data_sha256, study.basis, str(self.survey.year))

    def _enter(self, kind: str, exhibit: str, numbers: Mapping[str, Number], names: Names) -> dict[str, str]:
        origin = self._source()
        self.ledger.open(exhibit, kind, origin.cell)
        if called := self.survey.study.design.called:  # one of several weights
            numbers = {key: _weighted(number, called.en) for key, number in numbers.items()}
        definitions = {key: names.definition(number.item) for key, number in numbers.items()}
        return {
            key: self.ledger.enter(exhibit, key, number, origin, text.en if (text := definitions[key]) else "")
            for key, number in numbers.items()
        }

    def _spoken(self, slug: str, templates: Mapping[str, str], values: Mapping[str, sentence.Value]) -> Spoken:
        enter = functools.partial(self._enter, "sentence")
        return Spoken.of(self._id(slug), templates, {**wording.years(self.survey), **values}, enter, self.names)

    def _emit(self, kind: str, spoken: Spoken, **more: Any) -> None:
        origin = self._source()
        texts = (spoken.html(kind, self.names, origin, language) for language in LANGUAGES)
        bundle.show(kind, spoken.id, *texts, **more)


def _weighted(number: Number, weight: str) -> Number:
    """Return a number whose method names its weight."""
    return replace(number, method=f"{number.method or 'weight'}: {weight}")
