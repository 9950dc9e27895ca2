"""The six types a newcomer must know: nothing they lead to floods a notebook, and they offer what a researcher uses."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import manyi
from manyi import containers, rows
from manyi.bounded import ShownFrame, shown_array
from manyi.display import LONGEST, Displayed
from manyi.errors import InputError
from manyi.exhibits import Chapter
from manyi.exhibits.chapter import chapter as chapters
from manyi.exhibits.chapter.exhibit import Exhibit
from manyi.exhibits.html import bundle
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.rows.survey import Books, Survey
from manyi.stats.sample import Sample
from tests.conftest import ROOT

STUDIES = sorted(path.parent.name for path in (ROOT / "data").glob("*/study.yml"))
MOST = 400  # characters of a line or two
LINES = 65  # of a frame: pandas shows up to 60 rows
PEOPLE = 600


def survey_of(study: str) -> Survey:
    """Return a study as it is described, with made-up rows and long books."""
    definition, random = rows.definition(study), np.random.default_rng(3)
    waves = sorted(map(Period, definition.study.waves))[-2:]
    frame = pd.DataFrame({"wave": [int(waves[k % len(waves)]) for k in range(PEOPLE)]})
    for name, item in definition.codebook.items.items():
        if item.categories:
            frame[name] = random.choice(list(item.categories), PEOPLE)
    facts = {"row": [f"{k}" for k in range(PEOPLE)], "eligible": True, "in_population": True, "base_weight": 1.0,
             "weight": 1.0, "stratum": "all", "index": random.uniform(0, 100, PEOPLE)}  # fmt: skip
    frame = frame.assign(**facts, psu=frame.index.astype(str))
    book = pd.DataFrame({name: ["a long cell of a book"] * 80 for name in ("wave", "file", "rule", "label_en")})
    books = Books(frame, *(book.assign(wave=int(waves[-1])) for _ in range(5)))
    return Survey.of(books, definition, waves, "0" * 64)


@pytest.fixture(scope="module")
def contact() -> dict[str, object]:
    """One of each of the six types, of a study with many items, claims and groups."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setattr(bundle, "display", lambda *_, **__: None)
        drawn: list[Exhibit] = []
        patch.setattr(chapters, "Exhibit", lambda *a, **k: drawn.append(Exhibit(*a, **k)) or drawn[0])
        survey = survey_of("contact")
        sample = survey.sample()
        groups = sample.mean("index", by=["industry", "wave"])
        Chapter("00-template", survey, "tried").show("shown", groups.grid(columns="wave"))
    things = (survey.study.title, survey.study, survey, sample, groups, drawn[0])
    return {type(thing).__name__: thing for thing in things}


def reached(path: str, thing: Any, depth: int = 2) -> Iterator[tuple[str, Any]]:
    """Return what a thing and its public attributes are, and theirs, with the path to each."""
    yield path, thing
    if depth and isinstance(thing, Displayed):
        for name in dir(thing):
            value = getattr(thing, name)
            if not inspect.isroutine(value):
                yield from reached(f"{path}.{name}", value, depth - 1)
    elif depth and isinstance(thing, dict | list | tuple):
        values = thing.values() if isinstance(thing, dict) else thing
        for value in values:
            yield from reached(f"{path}[]", value, depth - 1)


def floods(thing: Any) -> str:
    """Return what is wrong with how a thing shows itself; '' where nothing is."""
    line = repr(thing)
    if isinstance(thing, str):
        return ""  # the words themselves, as long as they are
    if isinstance(thing, pd.DataFrame):
        return f"{line.count(chr(10))} lines" if line.count("\n") > LINES else ""
    if len(line) > MOST or " object at 0x" in line:
        return f"{len(line)} characters"
    container = isinstance(thing, Displayed) or (
        isinstance(thing, dict | list | tuple | np.ndarray) and len(line) > LONGEST
    )
    html = thing._repr_html_() if hasattr(thing, "_repr_html_") else ""
    return "no _repr_html_" if container and not html else f"{len(html)} of HTML" if len(html) > 60_000 else ""


@pytest.mark.parametrize("study", STUDIES)
def test_nothing_a_study_leads_to_floods_a_notebook(study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    every = list(reached(study, survey_of(study), depth=3))
    assert len(every) > 100
    assert {path: wrong for path, thing in every if (wrong := floods(thing))} == {}


def test_nothing_the_six_types_lead_to_floods_a_notebook(contact: dict[str, object]) -> None:
    every = [pair for name, thing in contact.items() for pair in reached(name, thing)]
    assert {path: wrong for path, thing in every if (wrong := floods(thing))} == {}
    long = [path for path, thing in every if len(str(thing)) > 4 * MOST or isinstance(thing, dict) and len(thing) > 40]
    assert {"Survey.codebook.items", "Estimates.covariance"} <= set(long)  # which would


def test_the_check_sees_what_floods() -> None:
    assert floods({f"key{k}": "a value" for k in range(40)}) and floods(list(range(200))) and floods(object())
    assert floods([f"{k:03d}" for k in range(40)]) == "no _repr_html_"
    assert floods(pd.DataFrame({"a": range(50), "b": "x\n"})) == ""


LISTED = {str(k): Text(en=f"answer {k}", zh="回答") for k in range(40)}


def test_a_container_shows_its_beginning_and_is_what_it_was() -> None:
    shown = containers.shown(LISTED)
    assert repr(shown) == "<dict of 40: first=0, 1, 2 and 37 more>"
    assert shown == LISTED and dict(shown) == LISTED and shown | {} == LISTED
    assert shown._repr_html_().count("<tr") == 1 + 12 and "28 more rows between" in shown._repr_html_()
    assert "answer 39" in shown._repr_html_() and "<th" in shown._repr_html_()
    assert repr(containers.shown([1, 2])) == "[1, 2]" and repr(containers.shown(("a",))) == "('a',)"
    assert containers.shown("words") == "words" and repr(containers.shown(["<b>" * 99])).startswith("<list of 1:")
    assert "<b>" not in containers.shown(["<b>" * 99])._repr_html_()


def test_frames_and_arrays_show_their_ends_and_make_plain_ones() -> None:
    frame, numbers = ShownFrame({"a": range(500)}), shown_array(np.arange(400.0).reshape(20, 20))
    assert repr(frame).count("\n") < 16 and frame._repr_html_().count("<tr") == 1 + 12
    assert type(frame[frame["a"] > 2]) is pd.DataFrame and type(frame.assign(b=1)) is pd.DataFrame
    assert len(repr(numbers)) < MOST and repr(numbers).endswith("(20 x 20)")
    assert numbers._repr_html_().count("<tr") == 1 + 12
    assert [type(made) for made in (numbers[0], numbers @ numbers, numbers + 1)] == [np.ndarray] * 3
    assert isinstance((numbers * 2).sum(), float) and numbers[1, 0] == 20.0


OFFERED = {
    "Text": "en fill joined slots zh",
    "Study": "banner basis claims design disclosure eligible language mode organisation population quality reweighted "
    "rows_in_memory study synthetic title unit waves weighing weighting weights",
    "Survey": "codebook counted diagnostics frame previous problems quarantine sample study waterfall waves weighting "
    "year",
    "Sample": "assign based_on basis change codebook derive distribution frame margins mean nps quantile ratio share "
    "smallest_of_interest study total unit_of waves weighted where",
    "Estimates": "bars based_on basis by covariance dots grid items lettered level likert of_unit only row shown table "
    "trend unit",
    "Exhibit": "alt base data html id ids note source subtitle title",
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERED)
def test_completion_offers_what_a_researcher_uses_and_nothing_else(name: str, contact: dict[str, object]) -> None:
    assert dir(contact[name]) == sorted(OFFERED[name].split())


COLUMN_TAKERS = ("mean", "share", "nps", "distribution", "quantile", "total", "change")
SOURCES = ("mean", "share", "nps", "quantile", "ratio", "total", "change", "where")
UNITS = ("unit", "0-1", "-100 to 100")


@pytest.mark.parametrize("name", OFFERED)
def test_every_public_method_says_what_it_returns_and_raises(name: str) -> None:
    cls, silent = getattr(manyi, name), []
    for member in OFFERED[name].split():
        static = inspect.getattr_static(cls, member, None)
        function = getattr(static, "__func__", getattr(static, "fget", getattr(static, "func", static)))
        if not inspect.isfunction(function):
            continue  # a field, which the docstring of the class or a comment beside it explains
        text = inspect.getdoc(function) or ""
        raises = "raise " in inspect.getsource(function)
        if not text.startswith("Return ") or (raises and "Raises" not in text):
            silent.append(member)
    assert silent == []


@pytest.mark.parametrize("method", COLUMN_TAKERS)
def test_an_unknown_column_is_refused_as_the_docstring_says(method: str, contact: dict[str, object]) -> None:
    text = " ".join((getattr(Sample, method).__doc__ or "").split())
    assert "an unknown column" in text.partition("Raises InputError:")[2]
    with pytest.raises(InputError):
        getattr(contact["Sample"], method)("no_such_item")


@pytest.mark.parametrize("method", SOURCES)
def test_estimates_name_their_source_and_their_unit(method: str) -> None:
    text = getattr(Sample, method).__doc__ or ""
    assert any(year in text for year in ("1927", "1952", "1979", "1992", "1998", "2003", "2010"))
    assert method == "where" or any(word in text for word in UNITS) and "row per" in text
