"""Who is not a valid respondent, and why. One row in and out: a respondent, with `own__rule` (null: valid) and `flags`.

Rules, in this order: no answer at all; a duplicate (the first complete one is kept); careless, which needs at least two
independent flags (Meade and Craig 2012: one alone removes too many who are merely quick, or merely content):

    speeding        less than a share of the median time of those asked the same questions; where fewer than 20 were,
                    of the median time per question asked, times the questions asked
    straightlining  every answer of a grid the same
    nonresponse     a large share of the questions asked left empty ("not applicable" is an answer)
    attention       an attention check answered wrongly
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manyi.language.periods import Period
from manyi.rows.clean.backend import as_count, one_of
from manyi.rows.clean.recode import gate
from manyi.rows.read.headers import raw_of
from manyi.study.codebook import Codebook
from manyi.study.definitions import Definition
from manyi.study.items import columns_of

if TYPE_CHECKING:
    import ibis


SAME_PATH = 20  # respondents needed on a routed path to use its median duration
ASIDE = {"identifier", "weight", "stratum", "psu", "duration"}  # items about respondents that nobody was asked
FLAGS = ("speeding", "straightlining", "nonresponse", "attention")


def blanks(table: ibis.Table, book: Codebook) -> dict[str, ibis.BooleanValue]:
    """Return `blank__<item>` for every delivered question except open ones: whether it was left empty."""
    import ibis

    flags: dict[str, ibis.BooleanValue] = {}
    for name, item in book.items.items():
        raw = raw_of(name, table.columns)
        if raw and not item.words and not ASIDE & set(item.roles):
            flags[f"blank__{name}"] = ibis.and_(*[table[column].isnull() for column in raw])
    return flags


def evidence(table: ibis.Table, definition: Definition, waves: list[Period]) -> ibis.Table:
    """Return only what the rules need: ids, times and answers named by a rule, and about the questions

    `own__asked`, `own__blank`: how many were asked and left empty; `own__path`: which were asked.
    """
    import ibis

    book, quality = definition.codebook, definition.study.quality
    asked: list[ibis.BooleanValue] = []
    blank: list[ibis.BooleanValue] = []
    path: list[ibis.BooleanValue] = []
    for name, item in book.items.items():
        if f"blank__{name}" not in table.columns:
            continue
        here = one_of(table.wave, [wave for wave in waves if item.column(wave) is not None])
        if f"asked__{name}" in table.columns:
            here = here & table[f"asked__{name}"].fill_null(False)
            path.append(here)
        asked.append(here)
        blank.append(here & table[f"blank__{name}"])
    named = dict.fromkeys([*quality.attention, *book.with_role("grid"), *book.with_role("duration")])
    answers = [column for name in named for column in columns_of(book.items[name], name)]
    return table.select(
        *("wave", "position", "file", "line", *answers, *[f"raw__{key}" for key in quality.duplicates]),
        own__asked=_count(asked),
        own__blank=_count(blank),
        own__path=ibis.literal("").join([ibis.ifelse(flag, "1", "0") for flag in path] or [ibis.literal("")]),
    )


def _count(flags: list[ibis.BooleanValue]) -> ibis.IntegerValue:
    """Return how many flags hold, as one flat sum: a chain of a hundred additions takes the engine minutes."""
    import ibis

    return ibis.array([as_count(flag) for flag in flags]).sums() if flags else ibis.literal(0)


def judged(table: ibis.Table, definition: Definition) -> ibis.Table:
    """Return `position`, `flags` (how many), `own__rule`, `own__value`, `own__threshold` of the evidence."""
    import ibis

    quality, book = definition.study.quality, definition.codebook
    table = _speeding(table, definition)
    flags: dict[str, ibis.BooleanValue] = {"speeding": table.own__speeding}
    flags["straightlining"] = _straightlining(table, book, quality.straightlining)
    flags["nonresponse"] = ibis.literal(False)
    if quality.nonresponse is not None:
        flags["nonresponse"] = table.own__blank > quality.nonresponse * table.own__asked
    wrong = [~gate(table, book, name, answers) for name, answers in quality.attention.items()]
    flags["attention"] = ibis.or_(*wrong) if wrong else ibis.literal(False)
    table = table.mutate(**{f"own__{name}": as_count(flag.fill_null(False)) for name, flag in flags.items()})
    table = table.mutate(flags=sum((table[f"own__{name}"] for name in FLAGS[1:]), table[f"own__{FLAGS[0]}"]))
    table = _duplicates(table, quality.duplicates, quality.nonresponse or 0.5)
    return table.select("position", "flags", **_first_rule(table, quality.flags))


def removed(table: ibis.Table, careless_too: bool) -> ibis.BooleanValue:
    """Return who is not a valid respondent; with careless_too, careless respondents stay."""
    broken = table.own__rule.notnull()
    return broken & (table.own__rule != "careless") if careless_too else broken


def _first_rule(table: ibis.Table, enough: int) -> dict[str, ibis.Value]:
    """Return the first rule that removes a respondent, the value that broke it, and the threshold."""
    import ibis

    nothing = ibis.null("string")
    empty = (table.own__asked > 0) & (table.own__blank == table.own__asked)
    double, careless = table.own__twin.notnull(), table.flags >= enough
    listed = ibis.literal("")
    for name in FLAGS:
        listed = listed + ibis.ifelse(table[f"own__{name}"] == 1, f" {name}", "")
    questions = table.own__asked.cast("string")
    return {
        "own__rule": ibis.cases((empty, "no_answer"), (double, "duplicate"), (careless, "careless"), else_=nothing),
        "own__value": ibis.cases(
            (empty, "0 answers"), (double, table.own__twin), (careless, listed.strip()), else_=nothing
        ),
        "own__threshold": ibis.cases(
            (empty, questions + " questions"),
            (double, "the first complete one is kept"),
            (careless, f"{enough} flags"),
            else_=nothing,
        ),
    }


def _speeding(table: ibis.Table, definition: Definition) -> ibis.Table:
    """Add `speeding`: faster than a share of the median of the same routed path."""
    import ibis

    share = definition.study.quality.speeding
    if share is None:
        return table.mutate(own__speeding=ibis.literal(False))
    time = definition.codebook.with_role("duration")[0]
    paths = table.group_by("wave", "own__path").agg(own__n=table[time].count(), own__time=table[time].median())
    paces = table.group_by("wave").agg(own__pace=(table[time] / table.own__asked.cast("float64").nullif(0.0)).median())
    table = table.left_join(paths, ["wave", "own__path"]).drop("wave_right", "own__path_right")
    table = table.left_join(paces, ["wave"]).drop("wave_right")
    usual = ibis.ifelse(table.own__n >= SAME_PATH, table.own__time, table.own__pace * table.own__asked)
    return table.mutate(own__speeding=table[time] < share * usual)


def _straightlining(table: ibis.Table, book: Codebook, least: int | None) -> ibis.BooleanValue:
    """Return whether all answers are the same in some grid with at least `least` of them."""
    import ibis

    grids: dict[str, list[Any]] = {}
    for name in book.with_role("grid") if least is not None else []:
        grids.setdefault(book.items[name].module, []).append(table[name])
    same = []
    for columns in grids.values():
        answered = sum((as_count(column.notnull()) for column in columns[1:]), as_count(columns[0].notnull()))
        # Engines treat null differently in least and greatest, so it is replaced by a value outside every scale.
        high = ibis.greatest(*[column.fill_null(-1e9) for column in columns]) if len(columns) > 1 else columns[0]
        low = ibis.least(*[column.fill_null(1e9) for column in columns]) if len(columns) > 1 else columns[0]
        same.append((answered >= least) & (high == low))
    return ibis.or_(*same) if same else ibis.literal(False)


def _duplicates(table: ibis.Table, keys: list[str], blank: float) -> ibis.Table:
    """Add `own__twin`: for each duplicate, the location of the record that is kept; null for the latter."""
    import ibis

    if not keys:
        return table.mutate(own__twin=ibis.null("string"))
    identified = ibis.and_(*[table[f"raw__{key}"].notnull() for key in keys])
    some = table.filter(identified)
    names = [f"key__{key}" for key in keys]
    some = some.select(
        *("wave", "position"),
        **{name: some[f"raw__{key}"].strip() for name, key in zip(names, keys, strict=True)},
        own__incomplete=as_count(some.own__blank > blank * some.own__asked),
        own__place=some.file + ":" + some.line.cast("string"),
    )
    times = some.group_by("wave", *names).agg(own__times=some.count())
    # Most ids have one record: only the others are sorted.
    some = some.semi_join(times.filter(times.own__times > 1), ["wave", *names])
    window = ibis.window(group_by=["wave", *names], order_by=["own__incomplete", "position"])
    ranked = some.select(
        "position", own__rank=ibis.row_number().over(window), own__twin=some.own__place.first().over(window)
    )
    twins = ranked.filter(ranked.own__rank > 0).select("position", "own__twin")
    return table.left_join(twins, "position").drop("position_right")
