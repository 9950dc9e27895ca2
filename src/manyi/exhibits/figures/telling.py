"""The title of a figure that no claim of its chapter gives: what its own tests and intervals show, or nothing.

In: rows of a chart and the names of a study. Out: Text, None where nothing may be said. Two estimates differ here only
where their intervals do not overlap, which is stricter than a test of their difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manyi.exhibits.claims.sureness import LESS, sure_of
from manyi.exhibits.data import Data, Row
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import NAN, Number
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.language.words import Words

WORDS = words.beside(__file__).section("telling")
TILTED, MOVED, FARTHEST = (WORDS.section(name) for name in ("tilted", "moved", "farthest"))
MOST_NAMED = 2
LONGEST = {"en": 12, "zh": 24}  # words, characters


def moved(data: Data, names: Names, matters: float = NAN) -> Text | None:
    """Return which rows of a chart of changes rose and which fell: by name, by number where the names are too long.

    Of a single row, as surely as its sentence: where less than shown it edged up or down. matters: the smallest
    difference that does, in the unit of the change.
    """
    sides = {way: [row for row in data if row.flag.startswith(way)] for way in ("rose", "fell")}
    tested = [row for row in data if row.flag not in ("suppressed", "untested")]
    some = [way for way, rows in sides.items() if rows]
    if len(data.rows) == len(tested) == 1:
        return _if_short(MOVED[_hedged(tested[0], matters)].fill(what=_listed(data, tested, names)))
    if len(tested) < 2:
        return None
    if not some:
        return WORDS["none_moved"]
    called = {way: _listed(data, rows, names) for way, rows in sides.items() if rows}
    if named := _if_short(WORDS["_".join(some)].fill(**called)):
        return named
    if len(sides[some[0]]) == len(tested):
        all_of = {} if len(tested) == 2 else {"all": str(len(tested))}
        return WORDS[f"{'all' if all_of else 'both'}_{some[0]}"].fill(**all_of)
    counts = {way: str(len(sides[way])) for way in some}
    return WORDS[f"count_{'_'.join(some)}"].fill(**counts, all=str(len(tested)))


def _hedged(row: Row, matters: float) -> str:
    """Return the verdict on a change, 'rose_small' for 'rose' where it is only just shown or small."""
    passed = row.flag.startswith(("rose", "fell"))
    less = passed and sure_of(row.numbers["change"], matters, passed=True) in LESS
    return f"{row.flag.removesuffix('_small')}_small" if less else row.flag


def most_common(data: Data, names: Names) -> Text | None:
    """Return which answers to one question are the most common: those whose intervals are above all others.

    Answers that rule each other out, or of which several may be given; one or two are named, fewer
    than half of all: of three answers in five it is no finding that they are the most common.
    """
    rows = [row for row in data if _answers(row) and not row.numbers["estimate"].hidden]
    if len(rows) != len(data.rows) or len(rows) < 2 or len({_answers(row) for row in rows}) > 1:
        return None
    rows = sorted(rows, key=lambda row: -row.numbers["estimate"].value)
    for count in range(1, min((len(rows) + 1) // 2, MOST_NAMED + 1)):
        lowest = min((row.numbers["estimate"] for row in rows[:count]), key=_low)
        if all(_above(lowest, row.numbers["estimate"]) for row in rows[count:]):
            return _if_short(WORDS["most_common"].fill(answer=_listed(data, rows[:count], names)))
    return WORDS["none_common"]


def _answers(row: Row) -> str:
    """Return the question a row is one answer of; '' where it is none."""
    item, several, _ = row.keys.get("item", "").partition("__")
    return item if several or "category" in row.keys else ""


def _low(number: Number) -> float:
    return number.value if number.certain else number.low


def farthest(data: Data, names: Names) -> Text | None:
    """Return which row of one item is the highest and which the lowest, where no other interval reaches theirs.

    It says in what, where that is not too long.
    """
    hidden, items = any(row.numbers["estimate"].hidden for row in data), {row.keys.get("item", "") for row in data}
    if hidden or len(data.columns) > 1 or len(data.rows) < 3 or len(items) > 1:
        return None
    finding = _outermost(data, names, "estimate", FARTHEST)
    alone = finding or WORDS["none_farthest"]
    if not (item := items.pop()):
        return alone
    what = names.text("item", item)
    of = WORDS["farthest_of"].fill(what=what, finding=finding) if finding else WORDS["none_farthest_of"].fill(what=what)
    return _if_short(of) or alone


def pairs_apart(data: Data, names: Names) -> Text:
    """Return of how many pairs, each two rows, the test shows which is higher; of a single one, which is lower."""
    apart = [row for row in data if row.flag == "down"]
    counts = {"apart": str(len(apart)), "all": str(len(data.rows) // 2)}
    if len(data.rows) == 2 and apart:
        lower, item = _listed(data, apart, names), apart[0].keys.get("item", "")
        slots = {"lower": Text(en=names.inside(lower.en), zh=lower.zh)}
        of = _if_short(WORDS["pair_of"].fill(what=names.text("item", item), **slots)) if item else None
        return of or _if_short(WORDS["pair"].fill(**slots)) or WORDS["pair_apart"]
    if not apart:
        return WORDS["none_differ" if len(data.rows) > 2 else "pair_alike"]
    if counts == {"apart": "2", "all": "2"}:
        return WORDS["both_differ"]
    return WORDS["all_differ" if counts["apart"] == counts["all"] else "some_differ"].fill(
        **{name: counts[name] for name in ("apart", "all") if counts["apart"] != counts["all"] or name == "all"}
    )


def ends(data: Data, names: Names, column: str) -> Text | None:
    """Return which row is rated best and which worst in a column, where no other interval reaches theirs."""
    several = sum(not row.numbers[column].hidden for row in data) > 2
    return _outermost(data, names, column, WORDS) or (WORDS["none_ends"] if several else None)


def _outermost(data: Data, names: Names, column: str, says: Words) -> Text | None:
    rows = sorted((row for row in data if not row.numbers[column].hidden), key=lambda row: -row.numbers[column].value)
    if len(rows) < 3:
        return None
    slots = {}
    if _above(rows[0].numbers[column], rows[1].numbers[column]):
        slots["best"] = _listed(data, rows[:1], names)
    if _above(rows[-2].numbers[column], rows[-1].numbers[column]):
        slots["worst"] = _listed(data, rows[-1:], names)
    return _if_short(says["_".join(slots)].fill(**slots)) if slots else None


def since(rows: Sequence[Row], names: Names) -> Text | None:
    """Return whether the last of the waves of one series is above or below the first."""
    if (ends := _ends_of(rows)) is None:
        return WORDS["new_series"].fill(last=Period.of(rows[-1].keys["wave"]).words) if rows else None
    way = _way(*ends) or "level"
    item = rows[0].keys.get("item", "")
    what = {"what": names.text("item", item)} if item else {}
    return WORDS[f"{way}_of" if item else way].fill(**_years(*ends), **what)


def all_since(series: Sequence[Sequence[Row]]) -> Text | None:
    """Return in how many of several series over the same waves the last is above or below the first."""
    ends = [pair for rows in series if (pair := _ends_of(rows))]
    years = [_years(*pair) for pair in ends]
    if len(ends) < max(len(series), 2) or any(year["last"] != years[0]["last"] for year in years):
        return None
    ways = [_way(*pair) for pair in ends]
    counts: dict[str, str | Text] = {way: str(ways.count(way)) for way in ("higher", "lower") if way in ways}
    key = f"{'both' if len(ways) == 2 else 'all'}_{ways[0]}" if len(set(ways)) == 1 else f"count_{'_'.join(counts)}"
    key = key if counts else "none_apart"
    first = years[0]["first"] if all(year == years[0] for year in years) else WORDS["first_asked"]
    slots = {**counts, "all": str(len(ends)), **years[0], "first": first}
    return WORDS[key].fill(**{name: slots[name] for name in WORDS[key].slots})


def _ends_of(rows: Sequence[Row]) -> tuple[Row, Row] | None:
    shown = sorted(
        (row for row in rows if not row.numbers["estimate"].hidden), key=lambda row: Period.of(row.keys["wave"])
    )
    return (shown[0], shown[-1]) if len(shown) > 1 else None


def _years(first: Row, last: Row) -> dict[str, Text]:
    return {"first": Period.of(first.keys["wave"]).words, "last": Period.of(last.keys["wave"]).words}


def _way(first: Row, last: Row) -> str:
    before, now = first.numbers["estimate"], last.numbers["estimate"]
    return "higher" if _above(now, before) else "lower" if _above(before, now) else ""


def leading(data: Data, names: Names) -> Text | None:
    """Return which drivers may be the first, from the intervals of their ranks."""
    ranked = [row for row in data if "rank" in row.numbers and not row.numbers["rank"].certain]
    if len(ranked) < 2:
        return None
    first = [row for row in ranked if row.numbers["rank"].low <= 1]
    drivers = _listed(data, first, names)
    title = WORDS["leads"].fill(drivers=drivers) if len(first) == 1 else WORDS["share_lead"].fill(drivers=drivers)
    return title if fits(title) and len(first) < len(ranked) else WORDS["none_leads"]


def tilted(data: Data, classes: Mapping[str, str], names: Names) -> Text | None:
    """Return which drivers cost more when rated low than they earn when rated high, or the other way round.

    classes: driver -> class, as `stats.asymmetry` decides it from the interval of the tilt.
    """
    sides = {kind: [row for row in data if classes.get(row.keys["driver"]) == kind] for kind in ("basic", "excitement")}
    some = [kind for kind, rows in sides.items() if rows]
    if not classes:
        return None
    if len(some) > 1:
        return TILTED["both"]
    if not some:
        return TILTED["none"]
    return _if_short(TILTED[some[0]].fill(drivers=_listed(data, sides[some[0]], names)))


def reached(data: Data) -> Text:
    """Return how many targets are met, how many missed, and how many open."""
    flags = [row.flag for row in data]
    met, missed = flags.count("met"), flags.count("not_met")
    still = len(flags) - met - missed
    if met == len(flags):
        return WORDS["targets_all_met"].fill(all=str(met))
    if missed == len(flags):
        return WORDS["targets_all_missed"].fill(all=str(missed))
    if not still:
        return WORDS["targets"].fill(met=str(met), missed=str(missed), all=str(len(flags)))
    return WORDS["targets_open"].fill(met=str(met), missed=str(missed), open=str(still), all=str(len(flags)))


def _above(high: Number, low: Number) -> bool:
    ends = (low.value if low.certain else low.high, high.value if high.certain else high.low)
    return ends[0] < ends[1]


def _listed(data: Data, rows: Sequence[Row], names: Names) -> Text:
    """Return what rows are called, one after another; questions as inside a sentence, groups by their labels."""
    asked = set(data.keys) <= {"item", "driver"}
    called = [{name: data.name(row, names, name) for name in LANGUAGES} for row in rows]
    english = [names.inside(words["en"]) if asked else words["en"] for words in called]
    return Text(en=formats.listed(english, "en"), zh=formats.listed([words["zh"] for words in called], "zh"))


def fits(title: Text) -> bool:
    """Return whether a title is short enough for a figure."""
    return len(title.en.split()) <= LONGEST["en"] and len(title.zh) <= LONGEST["zh"]


def _if_short(title: Text) -> Text | None:
    return Text(en=formats.sentence_case(title.en), zh=title.zh) if fits(title) else None
