"""Columns without answers: of the sample, the session or a person. In: a profile; out: its item, why it is left out."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_address

from manyi.draft.guesses import several
from manyi.draft.item import CONFIRM, GUESS, DraftBook, DraftItem, LeftOut
from manyi.draft.lexicon import resembles
from manyi.draft.naming import item_name, question_of
from manyi.draft.shape.profile import Profile
from manyi.draft.short_names import short_of
from manyi.rows.read.delivered import Delivered
from manyi.rows.read.personal_data import redact
from manyi.rows.read.personal_names import is_name, name_like
from manyi.study.answers import NO, YES

UNKNOWN = date(1980, 1, 1)
FEWEST_CLUSTERS, FEWEST_NAMES, SHAPED = 10, 4, 8
OFTEN = 1.5  # rows an id is on, where a row is an answer
GROUPED = "_NPS_GROUP"  # what Qualtrics calls detractors, passives and promoters beside the rating they follow from


def without_answers(
    profile: Profile, book: DraftBook, delivered: Delivered, taken: set[str]
) -> DraftItem | LeftOut | None:
    """Return what a column without answers is about: the sample, the session or a person."""
    header, counts = profile.header, profile.counts
    left = ""
    if not counts:
        left = "no cell is filled"
    elif header.endswith(GROUPED) and header.removesuffix(GROUPED) in {column.header for column in delivered.columns}:
        left = f"computed from {header.removesuffix(GROUPED)} by the platform"
    elif resembles(header, "weight") and _weighs(profile) or header == delivered.weight:
        return _of_design(profile, "weight", book, taken)
    elif profile.days and (resembles(header, "time") or profile.days[0].year >= 1990):
        _note_fieldwork(profile, book)
        left = f"days from {profile.days[0]} to {profile.days[1]}"
    elif profile.clock or _addresses(profile):
        left = "times of day" if profile.clock else "identifies a computer: addresses of the internet"
    elif resembles(header, "psu") and _clusters(profile):
        return _of_design(profile, "psu", book, taken)
    elif resembles(header, "stratum") and 1 < len(counts) <= profile.answered / 10:
        return _of_design(profile, "stratum", book, taken)
    elif resembles(header, "duration") and not profile.column.labels:
        return _of_design(profile, "duration", book, taken)
    elif resembles(header, "named") or _names(profile):
        return _of_design(profile, "identifier", book, taken)
    elif _written_like_names(profile):
        item = _of_design(profile, "identifier", book, taken)
        item.mark, item.evidence = CONFIRM, f"full names of people? else categories or words: true; {item.evidence}"
        return item
    elif resembles(header, "identifier") and not _yes_or_no(profile) or _personal(profile) or _numbered(profile):
        left = "identifies a person or a record"
    elif resembles(header, "paradata"):
        left = "of the session, not an answer"
    elif len(counts) == 1 and not profile.column.labels and not several.SUFFIXED.match(header):
        left = f"always the same: {next(iter(counts))}" if profile.answered == delivered.records else ""
    if not left:
        return None
    repeated = profile.answered / max(len(counts), 1)
    numbered = "identifies" in left and not profile.days and counts
    book.unused.append(
        LeftOut(header, f"{left} ({len(counts)} values in {profile.answered} cells)" if numbered else left)
    )
    if numbered and repeated >= 2 and len(counts) > 20 and resembles(header, "identifier"):
        book.unused[-1].why += f"; each {repeated:.1f} times: one row per answer instead of per person?"
    return book.unused[-1]


def _note_fieldwork(profile: Profile, book: DraftBook) -> None:
    """Take the days of a column for those of the fieldwork, if it is about when people answered."""
    anonymous = profile.days == (UNKNOWN, UNKNOWN)  # what LimeSurvey writes for any day of an anonymous survey
    if resembles(profile.header, "time") and not anonymous and (book.days is None or _later(profile.header)):
        book.days, book.days_from = profile.days, profile.header


def _later(header: str) -> bool:
    """Return whether a header means the end of an interview, a better date for it than its start."""
    return any(word in header.lower() for word in ("end", "submit", "record", "complet", "finish", "提交", "结束"))


def _weighs(profile: Profile) -> bool:
    return profile.numbers is not None and min(profile.numbers) >= 0 and len(profile.numbers) > 1


def repeated_people(profile: Profile) -> str:
    """Return how often the ids of people stand in a column, '' where each stands once or they are none."""
    ids, header = len(profile.counts), profile.header
    named = resembles(header, "identifier") or resembles(header, "person")
    if not named or ids < FEWEST_CLUSTERS or profile.answered < OFTEN * ids or _addresses(profile):
        return ""
    return f"{ids:,} values of {header} on {profile.answered:,} rows"


def _clusters(profile: Profile) -> bool:
    return FEWEST_CLUSTERS <= len(profile.counts) <= profile.answered / 2


def _yes_or_no(profile: Profile) -> bool:
    """Return whether a column says yes and no: uses_phone is no number of a telephone."""
    return len(profile.counts) == 2 and {text.lower() for text in profile.counts} <= YES | NO


def _personal(profile: Profile) -> bool:
    """Return whether the cells of a column are numbers and addresses of people."""
    texts = list(profile.counts)[:200]
    return bool(texts) and sum(bool(redact(text)[1]) for text in texts) > 0.5 * len(texts) and len(profile.counts) > 5


def _addresses(profile: Profile) -> bool:
    """Return whether all cells are addresses of computers, IPv4 or IPv6."""
    try:
        return all(ip_address(text) for text in profile.counts)
    except ValueError:
        return False


def _names(profile: Profile) -> bool:
    """Return whether the cells of a column, or what its codes stand for, are full names of people.

    Below four of them all must be; under the header of staff, a few on the list of surnames stand for the others.
    """
    texts = [profile.label(text) or text for text in list(profile.counts)[:200]]
    if any(resembles(profile.header, kind) for kind in ("demographic", "list")):
        return False
    listed = sum(map(is_name, texts))
    if resembles(profile.header, "staff"):
        return listed >= 0.25 * len(texts) and listed > 0 and sum(map(name_like, texts)) >= 0.6 * len(texts)
    return listed >= (0.6 if len(texts) >= FEWEST_NAMES else 1) * len(texts) and len(texts) > 1


def _written_like_names(profile: Profile) -> bool:
    """Return whether many different cells are written as full names are, though no list of names has them.

    In Chinese two or three signs that begin with a surname, which few lists of other things do; in capitals ("First
    Last") only where hardly any comes twice, as brands and towns would.
    """
    texts = list(profile.counts)[:200]
    lists = any(resembles(profile.header, kind) for kind in ("demographic", "list", "open"))
    if lists or profile.column.labels or len(texts) < SHAPED:
        return False
    like = sum(map(name_like, texts)) >= 0.8 * len(texts)
    chinese = sum(not text.isascii() and len(text) <= 4 for text in texts) >= 0.8 * len(texts)
    return like and (chinese or len(profile.counts) >= 0.5 * profile.answered)


def _numbered(profile: Profile) -> bool:
    """Return whether a column merely numbers the records: whole numbers, no duplicates, hardly a gap."""
    values = profile.integers or {}
    return len(values) >= 30 and len(values) == profile.answered and max(values) - min(values) < 1.5 * len(values)


def _of_design(profile: Profile, role: str, book: DraftBook, taken: set[str]) -> DraftItem:
    """Return the item of a column that weighs, groups, times or names the respondents."""
    text = question_of(profile.header, profile.column.label)
    name = item_name(profile.header, text, taken, 0, role)
    values = list(profile.numbers or ())
    if role == "weight":
        mean = sum(value * count for value, count in (profile.numbers or {}).items()) / max(profile.answered, 1)
        keys: dict[str, object] = {"number": {"min": 0, "unit": "×"}}
        about = f"a weight by its name, mean {mean:.4g}, {min(values):g} to {max(values):g}"
    elif role == "duration":
        unit = "秒" if book.language == "zh" else "seconds"
        keys = {"number": {"min": 0, "max": 1_000_000, "unit": unit}}
        about = f"a duration by its name, {len(profile.counts)} values"
    elif role == "psu":
        keys = {"words": True}
        about = f"clusters by its name: {len(profile.counts)}, {profile.answered / len(profile.counts):.1f} people each"
    elif role == "identifier":
        keys = {"words": True}
        about = f"names people or where they live: {len(profile.counts)} values in {profile.answered} cells"
    else:
        labels = {text: profile.label(text) or text for text in sorted(profile.counts)}
        keys = {"categories": {f"s{number}": label for number, label in enumerate(labels.values(), start=1)}}
        about = f"strata by its name: {profile.evidence()}"
    role_of = [role] if role != "duration" or values else []
    return DraftItem(name, text, short_of(text), dict(keys), profile.header, about, GUESS, roles=role_of,
                     answered=profile.answered, headers=[profile.header])  # fmt: skip
