"""An exhibit: a figure or a table with everything a reader needs to judge it, or no exhibit at all.

Figure, table and alternative text are drawn from one Data object, and the download is made from the table. Rendering is
refused when title, subtitle, base, source, note or alternative text is empty in a language, or holds a character the
font cannot draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from markupsafe import Markup
from matplotlib.figure import Figure

from manyi import containers
from manyi.display import Displayed
from manyi.errors import InputError
from manyi.exhibits.data import Beside, Data, Scene
from manyi.exhibits.figures import svg
from manyi.exhibits.html import font, how_sure, markup, tabular
from manyi.exhibits.html.markup import tag
from manyi.exhibits.ledger import Source
from manyi.exhibits.names import Names
from manyi.language import words
from manyi.language.formats import LANGUAGES, Language
from manyi.language.text import Text

WORDS = words.beside(__file__).section("exhibit")

Both = Text | Mapping[str, str]
LABELS = WORDS.section("labels")


@dataclass(frozen=True, repr=False)
class Exhibit(Displayed):
    """A figure (with `draw`) or a table (without), and the words a reader judges it by, each in both languages.

    Texts may be given as {'en': ..., 'zh': ...}. data: the rows it is drawn from, and the downloads. ids: {row of the
    data: id of its number in results.csv}. Raises InputError: a text that is missing in a language, no rows.
    """

    _plumbing = ("names", "origin", "draw", "beside")

    id: str
    title: Both  # the finding, or what is shown
    subtitle: Both  # measure, population, period, n, kind of interval
    base: Both
    source: Both
    note: Both
    alt: Both
    data: Data
    names: Names
    origin: Source
    ids: Mapping[str, str]  # entry key -> ledger id
    draw: Callable[[Scene], Figure] | None = None
    beside: Beside | None = None

    def __post_init__(self) -> None:
        for field in fields(self)[1:7]:
            text = getattr(self, field.name)
            for language in LANGUAGES:
                if not _in(text, language).strip():
                    raise InputError(f"{field.name} is missing in {language}", where=self.id)
        for name in ("subtitle", "ids"):  # the subtitle contains HTML, which a Text may not
            object.__setattr__(self, name, containers.shown(getattr(self, name)))
        if not self.data.rows:
            raise InputError("no rows to show", where=self.id)

    def _facts(self) -> dict[str, object]:
        kind = "figure" if self.draw else "table"
        return {"id": self.id, "kind": kind, "title": _in(self.title, "en"), "rows": len(self.data.rows)}

    def _repr_html_(self) -> str:
        return self.html("en")

    def html(self, language: Language) -> Markup:
        """Return the exhibit in one language."""
        content = self._figure(language) if self.draw else self._table(language)
        font.require_glyphs(markup.plain(content), self.id)
        return content

    def _figure(self, language: Language) -> Markup:
        draw, scene = self.draw, Scene(self.data, self.names, language)
        assert draw is not None
        drawing = svg.both(draw, scene, self.id, _in(self.alt, language))
        title = _in(self.title, language)
        numbers = tabular.table(self.data, self.names, self.ids, title, language, rests=True)
        if tabular.rest_apart(self.data, language):
            numbers += tabular.resting(self.data, self.names, title, language)
        return tag(
            "figure", self._caption(language), drawing, self._notes(language),
            self._foot(numbers, LABELS["data"][language], language),
            id=self.id, class_="exhibit chart-exhibit", role="group", aria_labelledby=f"{self.id}-title",
        )  # fmt: skip

    def _table(self, language: Language) -> Markup:
        title = _in(self.title, language)
        caption = tag("span", title, class_="title", id=f"{self.id}-title")
        caption += tag("span", _in(self.subtitle, language), class_="subtitle")
        table = tabular.table(self.data, self.names, self.ids, caption, language)
        rests = tabular.resting(self.data, self.names, title, language)
        return tag(
            "figure", table, self._notes(language, caption=True), self._foot(rests, how_sure.ASK[language], language),
            id=self.id, class_="exhibit table-exhibit", role="group", aria_labelledby=f"{self.id}-title",
        )  # fmt: skip

    def _caption(self, language: Language) -> Markup:
        title = tag("span", _in(self.title, language), class_="title", id=f"{self.id}-title")
        return tag("figcaption", title, tag("span", _in(self.subtitle, language), class_="subtitle"))

    def _notes(self, language: Language, *, caption: bool = False) -> Markup:
        lines = (
            tag("p", LABELS[name][language], _in(getattr(self, name), language), class_=name)
            for name in ("base", "source", "note")
        )
        return tag("figcaption" if caption else "div", *lines, class_="notes")

    def _foot(self, numbers: Markup, ask: str, language: Language) -> Markup:
        entries = [how_sure.Entry(self.ids[key], number) for key, number in self.data.entries()]
        control = how_sure.behind(entries, numbers, ask, self.names, self.origin, language)
        # A script of the page makes the file from the table above; without scripts the link leads to all numbers.
        link = tag("a", LABELS["csv"][language], href="results.csv", class_="download")
        beside = self.beside(self.id, self.names, language) if self.beside else Markup()
        return beside + control + tag("p", link, class_="get")


def _in(text: Both, language: Language) -> str:
    return (text[language] if isinstance(text, Text) else text.get(language, "")) or ""
