"""Every public object shows itself: a line a terminal holds, a card in a notebook, and names worth typing."""

from __future__ import annotations

import dataclasses
import inspect
import shutil
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import manyi
from manyi import display, exhibits, rows, stats
from manyi.display import Displayed
from manyi.exhibits.chapter import chapter as chapters
from manyi.exhibits.chapter.exhibit import Exhibit
from manyi.exhibits.html import bundle
from tests.publish.conftest import PROJECT

FACADES = (manyi, stats, exhibits, rows)
X = ["a", "b", "c"]


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[object]]:
    """One object at least of every public class, made as a researcher makes them from a small study."""
    folder = tmp_path_factory.mktemp("display") / "project"
    shutil.copytree(PROJECT, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("MANYI_BUILD", raising=False)
        patch.setattr(bundle, "display", lambda *_, **__: None)
        shown: list[Exhibit] = []
        patch.setattr(chapters, "Exhibit", lambda *a, **k: shown.append(Exhibit(*a, **k)) or shown[0])
        survey = rows.load("parks", 2024)
        chapter = exhibits.Chapter("30-satisfaction", survey, "tried")
        sample = survey.sample(2024)
        whole, groups = sample.mean("overall_index"), sample.mean("overall_index", by="park")
        chart = groups.dots(reference=whole)
        chapter.show("parks", chart)
        yield [
            survey, survey.study, survey.codebook, rows.definition("parks"), chapter, sample, whole, groups, chart,
            *shown, survey.study.title,
            exhibits.number(whole.row()), exhibits.level(whole.row()), groups.reach, stats.standing(groups),
            survey.sample().change("overall_index"), *modelled(survey.sample()),
        ]  # fmt: skip


def modelled(sample: stats.Sample) -> list[object]:
    """Return what models, tests and replicates of a sample with three more answers return."""
    rng = np.random.default_rng(8)
    sample = sample.assign(**{name: rng.normal(size=len(sample.frame)) for name in X})
    sample = sample.assign(y=sample.frame[X].sum(axis=1) + rng.normal(size=len(sample.frame)))
    weights = [np.full(len(sample.frame), 2.0) * (np.arange(len(sample.frame)) % 4 == k) for k in range(4)]
    frame = sample.frame.assign(**{f"w{k}": weight for k, weight in enumerate(weights)})
    return [
        stats.importance(sample, "y", X, replicates=100), stats.regression(sample, "y", X),
        stats.module_importance(sample, "y", {"one": ["a"]}, ["b"], replicates=100),
        stats.measures(sample, "y", X), stats.chi_square(sample, "park", "wave"), stats.cronbach(sample, X),
        stats.decomposition(sample, "y", "park", 2024, 2023), stats.rank_test(sample, "y", "park"),
        stats.Design(sample.frame), stats.replicate_columns(frame, "weight", [f"w{k}" for k in range(4)], "bootstrap"),
    ]  # fmt: skip


def within(value: object, seen: set[int]) -> Iterator[object]:
    """Return a value and every object of ours it leads to through public fields, each once."""
    if id(value) in seen or isinstance(value, str | pd.DataFrame | np.ndarray):
        return
    seen.add(id(value))
    if type(value).__module__.startswith("manyi"):
        yield value
        for name in display.fields_of(value):
            yield from within(getattr(value, name), seen)
    elif isinstance(value, dict):
        yield from within(list(value.values()), seen)
    elif isinstance(value, Iterable):
        for one in list(value):
            yield from within(one, seen)


def test_every_public_class_is_tried_and_displayed(objects):
    public = {
        getattr(facade, name) for facade in FACADES for name in getattr(facade, "__all__", manyi._LAZY)
        if inspect.isclass(getattr(facade, name))
    }  # fmt: skip
    assert not {cls.__name__ for cls in public if not issubclass(cls, Displayed)}
    assert not {cls.__name__ for cls in public} - {type(one).__name__ for one in objects}


def test_a_line_and_a_card_of_each_and_of_what_it_leads_to(objects):
    every = list(within(objects, set()))
    assert len({type(one) for one in every}) > 25
    for one in every:
        assert len(repr(one)) <= 200, f"{type(one).__name__}: {len(repr(one))} characters"
        assert "\n" not in repr(one) and "object at 0x" not in repr(one)
        if isinstance(one, Displayed):
            assert len(one._repr_html_()) < 60_000
    assert all(isinstance(one, Displayed) for one in objects)


def test_a_survey_names_what_a_researcher_may_ask_of_it(objects):
    survey = next(one for one in objects if type(one).__name__ == "Survey")
    facts, card = survey._facts(), survey._repr_html_()
    assert facts["outcome"] == survey.study.claims.outcome and facts["outcome"] in repr(survey)
    for name in ("outcome", "segments", "items", "derived"):
        assert not facts[name] or f">{name}</th><td>{facts[name]}</td>" in card
    first = str(facts["items"]).partition(",")[0]
    assert survey.codebook.items[first].scale and first in survey.frame.columns  # a rating: `mean` takes it


LEADS = {
    "Text": "fill", "Study": "weights", "Survey": "sample", "Sample": "mean", "Estimates": "dots", "Exhibit": "html",
}  # fmt: skip


@pytest.mark.parametrize("cls", LEADS)
def test_completion_leads(objects, cls):
    names = dir(next(one for one in objects if type(one).__name__ == cls))
    assert LEADS[cls] in names and len(names) < 30


@pytest.mark.parametrize("jedi", [False, True])
def test_a_notebook_offers_on_tab_what_an_object_names(objects, jedi):
    shell = InteractiveShell.instance()
    shell.Completer.use_jedi = jedi
    for one in objects:
        assert not [name for name in dir(one) if name.startswith(("_", "model_"))]
        assert set(dir(one)) <= {*object.__dir__(one), *display.fields_of(one)}
        shell.user_ns["one"] = one
        with provisionalcompleter():
            offered = {found.text.removeprefix(".") for found in shell.Completer.completions("one.", 4)}
        assert offered == set(dir(one)), type(one).__name__


@dataclasses.dataclass(frozen=True, repr=False)
class Thing(Displayed):
    """Fields of every kind."""

    name: str = "x" * 90
    share: float = 1 / 3
    missing: float = float("nan")
    nothing: None = None
    many: tuple[str, ...] = ("a", "b", "c", "d", "e")
    frame: pd.DataFrame = dataclasses.field(default_factory=lambda: pd.DataFrame({"<b>": range(40)}))


def test_facts_are_cut_counted_and_rounded_and_blanks_are_left_out():
    line = repr(Thing())
    assert line == f"<Thing name={'x' * 59}… share=0.3333 many=a, b, c and 2 more frame=40 x 1>"
    assert repr(Thing("y" * 60, many=tuple("abc"))).startswith("<Thing name=" + "y" * 60)


def test_a_line_never_cuts_a_fact_in_two():
    facts = {str(k): "word" * 9 for k in range(9)}
    line = display.brief("Thing", facts)
    assert 150 < len(line) <= 200 and line.endswith("word …>") and line.count("=") * 9 == line.count("word")


def test_a_card_escapes_and_shows_the_ends_of_a_long_table():
    html = Thing()._repr_html_()
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert html.count("<tr") == 4 + 1 + 12 and "28 more rows between" in html
    assert "3 more columns" in display.small(pd.DataFrame(np.zeros((2, 15))))
    assert "more" not in display.small(pd.DataFrame(np.zeros((12, 12))))


def test_fields_left_out_of_completion_are_fields(objects):
    for one in objects:
        for name in type(one)._plumbing:
            assert hasattr(type(one), name) or name in display.fields_of(one), f"{type(one).__name__}.{name}"
