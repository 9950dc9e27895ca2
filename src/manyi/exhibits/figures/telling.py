"""The title of a figure to which no claim of its chapter gives one: what its own tests and intervals show, if anything.

In: rows of a chart and the names of a study. Out: Text, None if nothing may be said. Two estimates differ here only
if their intervals do not overlap, which is stricter than a test of their difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from manyi.exhibits.claims.sureness import LESS, sure_of
from manyi.exhibits.data import Data, Row, shown
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import NAN, Number
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES
from manyi.language.text import Text
from manyi.language.words import Words

WORDS = words.beside(__file__).section("telling")
MOVED, FARTHEST = WORDS.section("moved"), WORDS.section("farthest")
WAYS = ("rose", "rose_small", "fell", "fell_small")
MOST_NAMED = 2
LONGEST = {"en": 12, "zh": 24}  # words, characters


def moved(data: Data, names: Names, matters: float = NAN) -> Text | None:
    """Return which rows of a chart of changes rose and which fell: by name, or by number if the names are too long.

    The wording is as cautious as in sentences: what is only just shown, or small, edged up or down. matters: the
    smallest difference that does, in the unit of the change.
    """
    tested = [row for row in data if row.flag not in ("suppressed", "untested")]
    hedged = [(_hedged(row, matters), row) for row in tested]
    if len(tested) == 1 and (alone := if_short(MOVED[hedged[0][0]].fill(what=listed(data, tested, names)))):
        return alone
    if not tested:
        return WORDS["none_tested"]
    sides = {way: rows for way in WAYS if (rows := [row for verdict, row in hedged if verdict == way])}
    if not sides:
        return WORDS["none_moved"]
    phrases = [MOVED[way].fill(what=listed(data, rows, names)) for way, rows in sides.items()]
    if named := if_short(Text.joined(phrases, WORDS["and_then"])):
        return named
    way, rows = next(iter(sides.items()))
    if len(rows) == len(tested):
        every = {1: "one", 2: "both"}.get(len(tested), "all")
        return WORDS[f"{every}_{way}"].fill(**({"all": str(len(tested))} if every == "all" else {}))
    counts = {side: sum(len(rows) for way, rows in sides.items() if way.startswith(side)) for side in ("rose", "fell")}
    key = "_".join(side for side, count in counts.items() if count)
    return WORDS[f"count_{key}"].fill(
        all=str(len(tested)), **{side: str(count) for side, count in counts.items() if count}
    )


def _hedged(row: Row, matters: float) -> str:
    """Return the verdict on a change, 'rose_small' for 'rose' if it is only just shown or small."""
    passed = row.flag.startswith(("rose", "fell"))
    less = passed and sure_of(row.numbers["change"], matters, passed=True) in LESS
    return f"{row.flag.removesuffix('_small')}_small" if less else row.flag


def most_common(data: Data, names: Names) -> Text | None:
    """Return which answers to one question are the most common; None if the rows are not answers to one question."""
    rows = choices(data)
    if rows is None:
        return None
    top = commonest(data)
    if not top:
        return WORDS["none_common"]
    says = WORDS["most_common" if len(rows) == len(data.rows) else "most_common_shown"]
    return (
        if_short(says.fill(answer=listed(data, top, names))) or WORDS["one_common" if len(top) == 1 else "some_common"]
    )


def choices(data: Data) -> list[Row] | None:
    """Return the shown rows if all are answers to one question, with several answers or one; otherwise None."""
    questions = {_question(row) for row in data}
    rows = [row for row in data if not row.numbers["estimate"].hidden]
    return rows if len(questions) == 1 and questions != {""} and len(rows) > 1 else None


def commonest(data: Data) -> list[Row]:
    """Return the answers whose intervals are above those of all others: one or two, fewer than half of all.

    That three answers out of five are the most common is not a finding.
    """
    rows = sorted(choices(data) or [], key=lambda row: -row.numbers["estimate"].value)
    for count in range(1, min((len(rows) + 1) // 2, MOST_NAMED + 1)):
        lowest = min((row.numbers["estimate"] for row in rows[:count]), key=_low)
        if all(above(lowest, row.numbers["estimate"]) for row in rows[count:]):
            return rows[:count]
    return []


def _question(row: Row) -> str:
    """Return the question that a row is an answer to; '' if it is not an answer."""
    item, several, _ = row.keys.get("item", "").partition("__")
    return item if several or "category" in row.keys else ""


def _low(number: Number) -> float:
    return number.value if number.certain else number.low


def farthest(data: Data, names: Names, split: str | None = None) -> Text | None:
    """Return which row is the highest and which the lowest, if no other interval reaches theirs; of two, the lower.

    It names the item if that is not too long. split: a key column whose keys define parts, examined one by one; the
    first part in which a row stands out is reported.
    """
    if len(data.columns) > 1:
        return None
    each = {key: replace(data, rows=tuple(rows)) for key, rows in parts(data, split).items()}
    key, part = next(((key, part) for key, part in each.items() if outermost(part.rows)), next(iter(each.items())))
    several = sum(not row.numbers["estimate"].hidden for row in part)
    if several < 2:
        return WORDS["too_few"]
    items = {row.keys.get("item", "") for row in part}
    what = names.text(split, key) if split and key else names.text("item", items.pop()) if len(items) == 1 else None
    if several == 2 and what is not None:
        return pairs_apart(_paired(part), names)
    finding = _of_outermost(part, names, "estimate", FARTHEST)
    if finding and several < len(part.rows):
        finding = WORDS["of_shown"].fill(finding=finding)
    alone = finding or WORDS["none_farthest"]
    if what is None or not what.en:
        return if_short(alone)
    of = WORDS["farthest_of"].fill(what=what, finding=finding) if finding else WORDS["none_farthest_of"].fill(what=what)
    return if_short(of) or if_short(alone)


def throughout(data: Data, names: Names, series: str) -> Text | None:
    """Return which row is the highest and which the lowest in every series, if no other interval reaches theirs."""
    each = [replace(data, rows=tuple(rows)) for rows in parts(data, series).values()]
    if len(each) == 1 or any(sum(not row.numbers["estimate"].hidden for row in part) < 2 for part in each):
        return farthest(data, names) if len(each) == 1 else WORDS["too_few"]
    ends = [{end: listed(part, [row], names) for end, row in outermost(part.rows).items()} for part in each]
    alike = {end: row for end, row in ends[0].items() if all(other.get(end) == row for other in ends)}
    if len(alike) == 2 and all(len(shown(part.rows)) == 2 for part in each):  # of two, one is lower, not the lowest
        return if_short(WORDS["pair"].fill(lower=alike["worst"]))
    return if_short(FARTHEST["_".join(alike)].fill(**alike)) if alike else WORDS["none_farthest"]


def _paired(data: Data) -> Data:
    """Return the two shown rows, the lower one marked if their intervals do not overlap."""
    rows, worst = [row for row in data if not row.numbers["estimate"].hidden], outermost(data.rows).get("worst")
    return replace(data, rows=tuple(replace(row, flag="down" if row is worst else "") for row in rows))


def parts(data: Data, split: str | None = None) -> dict[str, list[Row]]:
    """Return the rows by their key in a column; all together without a column, or if every row has a key of its own."""
    each: dict[str, list[Row]] = {}
    for row in data:
        each.setdefault(row.keys.get(split or "", ""), []).append(row)
    return each if len(each) < len(data.rows) else {"": list(data)}


def pairs_apart(data: Data, names: Names) -> Text:
    """Return for how many pairs, two rows each, the test shows which is higher; for a single pair, which is lower."""
    apart = [row for row in data if row.flag == "down"]
    counts = {"apart": str(len(apart)), "all": str(len(data.rows) // 2)}
    if len(data.rows) == 2 and apart:
        lower, item = listed(data, apart, names), apart[0].keys.get("item", "")
        of = if_short(WORDS["pair_of"].fill(what=names.text("item", item), lower=lower)) if item else None
        return of or if_short(WORDS["pair"].fill(lower=lower)) or WORDS["pair_apart"]
    if not apart:
        return WORDS["none_differ" if len(data.rows) > 2 else "pair_alike"]
    if counts == {"apart": "2", "all": "2"}:
        return WORDS["both_differ"]
    return WORDS["all_differ" if counts["apart"] == counts["all"] else "some_differ"].fill(
        **{name: counts[name] for name in ("apart", "all") if counts["apart"] != counts["all"] or name == "all"}
    )


def ends(data: Data, names: Names, column: str) -> Text | None:
    """Return which row is rated best and which worst in a column, if no other interval reaches theirs."""
    several = sum(not row.numbers[column].hidden for row in data) > 2
    return (_of_outermost(data, names, column, WORDS) if several else None) or (WORDS["none_ends"] if several else None)


def outermost(rows: Sequence[Row], column: str = "estimate") -> dict[str, Row]:
    """Return the row above all others and the one below, `best` and `worst`, if no other interval reaches theirs."""
    ranked = sorted((row for row in rows if not row.numbers[column].hidden), key=lambda row: -row.numbers[column].value)
    if len(ranked) < 2:
        return {}
    apart = {}
    if above(ranked[0].numbers[column], ranked[1].numbers[column]):
        apart["best"] = ranked[0]
    if above(ranked[-2].numbers[column], ranked[-1].numbers[column]):
        apart["worst"] = ranked[-1]
    return apart


def _of_outermost(data: Data, names: Names, column: str, says: Words) -> Text | None:
    slots = {name: listed(data, [row], names) for name, row in outermost(data.rows, column).items()}
    return if_short(says["_".join(slots)].fill(**slots)) if slots else None


def outside(data: Data) -> Text:
    """Return how many rows are outside their limits, from the flags of a control or a funnel chart."""
    beyond, every = sum(bool(row.flag) for row in data), str(len(data.rows))
    return WORDS["outside"].fill(outside=str(beyond), all=every) if beyond else WORDS["none_outside"].fill(all=every)


def reached(data: Data) -> Text:
    """Return how many targets are met, missed and undecided."""
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


def above(high: Number, low: Number) -> bool:
    """Return whether the interval of one number is above that of another."""
    ends = (low.value if low.certain else low.high, high.value if high.certain else high.low)
    return ends[0] < ends[1]


def listed(data: Data, rows: Sequence[Row], names: Names) -> Text:
    """Return a list of the names of rows; questions as inside a sentence, groups by their labels."""
    asked = set(data.keys) <= {"item", "driver"}
    called = [{name: data.name(row, names, name) for name in LANGUAGES} for row in rows]
    english = [names.inside(words["en"]) if asked else words["en"] for words in called]
    return Text(en=formats.listed(english, "en"), zh=formats.listed([words["zh"] for words in called], "zh"))


def fits(title: Text) -> bool:
    """Return whether a title is short enough for a figure."""
    return len(title.en.split()) <= LONGEST["en"] and len(title.zh) <= LONGEST["zh"]


def if_short(title: Text) -> Text | None:
    """Return a title with a capital; None if it is too long for a figure."""
    return Text(en=formats.sentence_case(title.en), zh=title.zh) if fits(title) else None
