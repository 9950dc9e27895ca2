"""Reference matter of a study: disclosure items, questions in their exact words, breaks in series, formulas.

Input: study.yml and codebook.yml. Output: HTML in both languages, displayed at once. Words only: no results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.html import bundle, font, markup
from manyi.exhibits.html.markup import tag
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Language
from manyi.language.text import Text
from manyi.study.items import UNLIMITED, Item
from manyi.study.study import Study
from manyi.table import Head, Line, Table

WORDS = words.beside(__file__).section("methods")

Rows = tuple[Sequence[str], Sequence[Sequence[str]]]  # heads, rows of cells


def disclosure(chapter: Chapter) -> None:
    """Print every disclosure item; an item the study does not answer stops the build."""
    study = chapter.survey.study
    if missing := [key for key in required(study) if key not in study.disclosure]:
        raise InputError(f"disclosure lacks {', '.join(missing)}", where=f"{study.study}/study.yml")
    given = {**ANSWERED, **study.disclosure}

    def rows(language: Language) -> Rows:
        keys = [key for key in DISCLOSED if key in given]
        return heads("disclosure", language), [(DISCLOSED[key][language], given[key][language]) for key in keys]

    print_table(chapter, "disclosure", rows)


def questions(chapter: Chapter) -> None:
    """Print the questions asked in this wave, in their exact words, with their answers and routing."""
    book, year = chapter.survey.codebook, chapter.survey.year
    hidden = set(book.with_role("identifier"))
    asked = {name: item for name, item in book.items.items() if item.column(year) is not None and name not in hidden}

    def rows(language: Language) -> Rows:
        return heads("questions", language), [
            (item.short[language], item.text[language], _answers(item, language)) for item in asked.values()
        ]

    print_table(chapter, "questions", rows)


def comparability(chapter: Chapter) -> None:
    """Print every question whose series breaks, with the wave and the reason."""
    book, year = chapter.survey.codebook, chapter.survey.year
    broken = [
        (item, wave, why) for item in book.items.values() for wave, why in item.comparable.items() if wave <= year
    ]
    if not broken:
        chapter.notice("comparability", WORDS["unbroken"])
        return

    def rows(language: Language) -> Rows:
        return heads("comparability", language), [
            (item.short[language], str(wave), why[language]) for item, wave, why in broken
        ]

    print_table(chapter, "comparability", rows)


def waves(chapter: Chapter) -> None:
    """Print when each wave up to this one was held, and what a reader should know about it."""
    study, year = chapter.survey.study, chapter.survey.year
    held = [(wave, about) for wave, about in sorted(study.waves.items()) if wave <= year]
    none = WORDS["none"]

    def rows(language: Language) -> Rows:
        return heads("waves-held", language), [
            (str(wave), formats.days(*about.fieldwork, language), (about.note or none)[language])
            for wave, about in held
        ]

    print_table(chapter, "waves-held", rows)


def formulas(chapter: Chapter) -> None:
    """Print each estimator and test that the study can use, with its formula and source."""
    study, year = chapter.survey.study, chapter.survey.year
    holds = {
        "": True,
        "raked": bool(study.weighting.margins),
        "waves": sum(wave <= year for wave in study.waves) > 1,
        "drivers": bool(study.claims.models),
    }
    printed = [(what, how, source) for when, what, how, source in FORMULAS if holds[when]]

    def rows(language: Language) -> Rows:
        return heads("formulas", language), [(what[language], how[language], source) for what, how, source in printed]

    print_table(chapter, "formulas", rows)


def _answers(item: Item, language: Language) -> str:
    stop, to = formats.MARKS["semicolon"][language], formats.MARKS["to"][language]
    if item.scale:
        ends = [f"{code} = {text[language]}" for code, text in item.scale.labels.items()]
        return stop.join(ends) or f"{item.scale.low}{to}{item.scale.high}"
    if item.number:
        high = f"{to}{item.number.high:g}" if item.number.high < UNLIMITED else ""
        return f"{'' if high else '≥ '}{item.number.low:g}{high}{' ' * (language == 'en')}{item.number.unit[language]}"
    listed: dict[str, Text] = item.categories or item.options or {}
    return stop.join(text[language] for text in listed.values()) or WORDS["free_text"][language]


def heads(name: str, language: Language) -> list[str]:
    """Return the words above the columns of one of these tables."""
    return [text[language] for text in HEADS[name][1:]]


def print_table(chapter: Chapter, name: str, rows: Callable[[Language], Rows]) -> None:
    """Show a table of words under the caption and heads of its name."""
    tables = {}
    id_ = f"{chapter.survey.study.study}-{name}"
    for language in LANGUAGES:
        above, cells = rows(language)
        table = _table(HEADS[name][0][language], above, cells, id_)
        font.require_glyphs(markup.plain(table), id_)
        tables[language] = tag("div", table, id=id_, class_="reference", role="group", aria_labelledby=f"{id_}-caption")
    bundle.show("reference", id_, tables["en"], tables["zh"])


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], id_: str) -> Markup:
    lines = [Line(first, others) for first, *others in rows]
    return Table(caption, [*map(Head, heads)], lines, kind="words", id=f"{id_}-caption").__html__()


# AAPOR Code (2021) A1-A11 and B items; c: what readers also ask (ESOMAR/WAPOR minimum, ISO 20252 annex items).
DISCLOSED = WORDS.section("disclosed")
# Items that every report answers by itself.
ANSWERED = WORDS.section("answered")
HEADS = {
    "audit": (
        WORDS["published_figures_checked_without_their"],
        WORDS["figure"],
        WORDS["as_printed"],
        WORDS["verdict"],
        WORDS["what_was_found"],
    ),
    "disclosure": (WORDS["disclosure_items"], WORDS["item"], WORDS["answer"]),
    "questions": (
        WORDS["questions_in_their_exact_words"],
        WORDS["short_name"], WORDS["question"], WORDS["answers"],
    ),
    "comparability": (
        WORDS["breaks_in_the_series"],
        WORDS["question"], WORDS["from"], WORDS["why"],
    ),
    "waves-held": (
        WORDS["when_each_wave_was_held"],
        WORDS["wave"], WORDS["fieldwork"], WORDS["note"],
    ),
    "formulas": (
        WORDS["estimators_and_tests"],
        WORDS["what"], WORDS["formula"], WORDS["source"],
    ),
}  # fmt: skip
FORMULAS: tuple[tuple[str, Text, Text, str], ...] = (  # which studies a row applies to, then the row
    ("", WORDS["index_of_an_item"], WORDS["x_lowest_highest_lowest_100"], "ISO 10004:2018"),
    ("", WORDS["mean_share"], WORDS["w_x_w_over_those"], "Särndal, Swensson, Wretman 1992"),
    ("", WORDS["standard_error"], WORDS["linearised_between_clusters_within_strata"], "Binder 1983; Lumley 2010"),
    ("raked", WORDS["raked_weights"], WORDS["the_linearised_variable_is_freed"], "Deville, Särndal 1992"),
    ("", WORDS["interval_of_a_mean"], WORDS["estimate_t_standard_error_df"], "Korn, Graubard 1999"),
    ("", WORDS["interval_of_a_share"], WORDS["the_same_on_the_log"], "Korn, Graubard 1998"),
    ("", WORDS["quantile"], WORDS["inverse_of_the_weighted_distribution"], "Francisco, Fuller 1991"),
    ("waves", WORDS["change"], WORDS["difference_of_two_waves_as"], "Wood 2008"),
    ("", WORDS["several_groups"], WORDS["rao_scott_second_order_f"],
     "Rao, Scott 1984; Thomas, Rao 1987; Welch 1951; Krishnamoorthy, Lu, Mathew 2007"),
    ("", WORDS["many_comparisons"], WORDS["announced_claims_holm_tables_benjamini"],
     "Holm 1979; Benjamini, Hochberg 1995"),
    ("", WORDS["highest_and_lowest"], WORDS["comparisons_with_the_best_joint"], "Hsu 1996"),
    ("waves", WORDS["within_and_between_groups"], WORDS["mean_share_change_of_level"], "Kitagawa 1955"),
    ("drivers", WORDS["importance_of_drivers"], WORDS["average_gain_in_r_over"],
     "Lindeman, Merenda, Gold 1980; Johnson 2000"),
    ("drivers", WORDS["intervals_of_importance"], WORDS["bootstrap_of_clusters_weights_raked"],
     "Rao, Wu 1988; Efron 1987"),
    ("", WORDS["what_is_not_printed"], WORDS["means_of_fewer_than_thirty"], "NCHS Series 2, No. 175, 2017"),
)  # fmt: skip


def required(study: Study) -> list[str]:
    """Return the disclosure items a study must answer itself: all that apply to its mode."""
    spare = {*ANSWERED, "b05_stimuli"} | (set() if study.basis == "model" else {"b01_panel"})
    return [key for key in DISCLOSED if key not in spare]
