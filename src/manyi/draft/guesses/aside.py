"""Columns without answers: of the sample, the session or a person. In: a profile; out: its item, why it is left out."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import ip_address

from manyi.draft.guesses import several
from manyi.draft.item import CONFIRM, GUESS, DraftBook, DraftItem, LeftOut
from manyi.draft.lexicon import by_frequency, rated, resembles
from manyi.draft.naming import item_name, question_of
from manyi.draft.shape.profile import Profile
from manyi.draft.short_names import short_of
from manyi.rows.read.delivered import Delivered
from manyi.rows.read.personal_data import redact
from manyi.rows.read.personal_names import is_name, name_like
from manyi.study.answers import NO, YES

UNKNOWN = date(1980, 1, 1)
FEWEST_CLUSTERS, FEWEST_NAMES, SHAPED = 10, 4, 8
MANY_RECORDS, POINTS = 30, 12  # to tell codes and running numbers from amounts; of a scale, with one for no answer
RUNNING = 5  # times as far from first to last as there are numbers: amounts drawn so densely would come twice
CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z\d][A-Z\d /.-]{3,39}")  # AB99 CDE, M-00319
ALONE = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{1,11}(?:-[^\W\d_a-z][^\W\d_A-Z]{1,11})?")  # Anna, Jean-Luc
OFTEN = 1.5  # rows an id is on, where a row is an answer
GROUPED = "_NPS_GROUP"  # what Qualtrics calls detractors, passives and promoters beside the rating they follow from


def without_answers(
    profile: Profile, book: DraftBook, delivered: Delivered, taken: set[str]
) -> DraftItem | LeftOut | None:
    """Return what a column without answers is about: the sample, the session or a person."""
    left = _reason(profile, book, delivered)
    if role := "" if left else _role(profile, delivered):
        return _of_design(profile, role, book, taken)
    if not left and (_first_names(profile) or _codes(profile)):
        item = _of_design(profile, "identifier", book, taken)
        kind = "numbers of people or of what they own" if _codes(profile) else "names"
        item.evidence = f"{kind}? else categories or words: true; {item.evidence}"
        return item
    if not left and _written_like_names(profile):
        item = _of_design(profile, "identifier", book, taken)
        item.mark, item.evidence = CONFIRM, f"full names of people? else categories or words: true; {item.evidence}"
        return item
    if not (left := left or _of_nobodys_answers(profile, delivered)):
        return None
    repeated = profile.answered / max(len(profile.counts), 1)
    numbered = "identifies" in left and not profile.days and profile.counts
    counts = f" ({len(profile.counts)} values in {profile.answered} cells)" if numbered else ""
    if numbered and repeated >= 2 and len(profile.counts) > 20 and resembles(profile.header, "identifier"):
        counts += f"; each {repeated:.1f} times: one row per answer instead of per person?"
    book.unused.append(LeftOut(profile.header, left + counts))
    return book.unused[-1]


def _reason(profile: Profile, book: DraftBook, delivered: Delivered) -> str:
    """Return why a column is left out that is empty, computed, or tells when and where somebody answered."""
    header, rating = profile.header, profile.header.removesuffix(GROUPED)
    if not profile.counts:
        return "no cell is filled"
    if header != rating and rating in {column.header for column in delivered.columns}:
        return f"computed from {rating} by the platform"
    if _is_weight(profile, delivered) or _tells_who(profile):
        return ""
    if profile.days and (resembles(header, "time") or profile.days[0].year >= 1990):
        _note_fieldwork(profile, book)
        return f"days from {profile.days[0]} to {profile.days[1]}"
    if profile.clock:
        return "times of day"
    return "identifies a computer: addresses of the internet" if _addresses(profile) else ""


def _role(profile: Profile, delivered: Delivered) -> str:
    """Return the role of a column that weighs, groups, times or names the respondents, '' for none."""
    header = profile.header
    if _is_weight(profile, delivered):
        return "weight"
    if resembles(header, "psu") and _clusters(profile):
        return "psu"
    if resembles(header, "stratum") and 1 < len(profile.counts) <= profile.answered / 10:
        return "stratum"
    if resembles(header, "duration") and not profile.column.labels:
        return "duration"
    return "identifier" if _tells_who(profile) or _names(profile) else ""


def _of_nobodys_answers(profile: Profile, delivered: Delivered) -> str:
    """Return why a column is left out that numbers people or sessions, or says the same of everybody; '' for others."""
    header = profile.header
    if resembles(header, "identifier") and not _yes_or_no(profile) or _personal(profile) or _numbered(profile):
        return "identifies a person or a record"
    if resembles(header, "paradata"):
        return "of the session, not an answer"
    alike = len(profile.counts) == 1 and not profile.column.labels and not several.SUFFIXED.match(header)
    return f"always the same: {next(iter(profile.counts))}" if alike and profile.answered == delivered.records else ""


def _note_fieldwork(profile: Profile, book: DraftBook) -> None:
    """Take the days of a column for those of the fieldwork, if it is about when people answered."""
    anonymous = profile.days == (UNKNOWN, UNKNOWN)  # what LimeSurvey writes for any day of an anonymous survey
    if resembles(profile.header, "time") and not anonymous and (book.days is None or _later(profile.header)):
        book.days, book.days_from = profile.days, profile.header


def _later(header: str) -> bool:
    """Return whether a header means the end of an interview, a better date for it than its start."""
    return any(word in header.lower() for word in ("end", "submit", "record", "complet", "finish", "提交", "结束"))


def _is_weight(profile: Profile, delivered: Delivered) -> bool:
    """Return whether a column is a weight: declared or called one, or called like one and with the values of one.

    w_metro, poids and peso may also be a rating or kilograms: a weight then has fractions, and a mean near 1, or
    digits (third and later) no scales of a household show, as those have that sum to a population.
    """
    values = profile.numbers or {}
    if profile.header == delivered.weight or not values or min(values) < 0 or len(values) < 2:
        return profile.header == delivered.weight
    if resembles(profile.header, "weight"):
        return True
    mean = sum(value * count for value, count in values.items()) / profile.answered
    fine = sum(round(value, 2) != value for value in values) > 0.5 * len(values)
    return resembles(profile.header, "loosely_weight") and profile.integers is None and (0.5 <= mean <= 2 or fine)


def _tells_who(profile: Profile) -> bool:
    """Return whether a column is called the name, address, birthday or number of a person.

    What asks about one ("How easy was your booking number to find?") is answered by yes, no or the points of a scale.
    """
    header, texts = profile.header, list(profile.counts)
    asked = {header, question_of(header, "" if profile.column.labels else profile.column.label)}
    numbered = any(resembles(text, "numbered") for text in asked) and not resembles(header, "identifier")
    if not numbered and not any(resembles(text, "named") for text in asked):
        return False
    points = profile.integers is not None and len(texts) <= POINTS and max(profile.integers) < 100
    return not (points or _yes_or_no(profile) or rated(texts))


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
    like = sum(map(name_like, texts)) / len(texts)
    chinese = sum(not text.isascii() and len(text) <= 4 for text in texts) >= 0.8 * len(texts)
    return like >= 0.7 if chinese else like >= 0.8 and len(profile.counts) >= 0.5 * profile.answered


def _first_names(profile: Profile) -> bool:
    """Return whether many single words in capitals, a third of them given once or twice, may be first names alone."""
    texts = list(profile.counts)
    lists = any(resembles(profile.header, kind) for kind in ("demographic", "list", "open", "other"))
    if lists or profile.column.labels or len(texts) < SHAPED or rated(texts) or by_frequency(texts):
        return False
    rare = sum(count <= 2 for count in profile.counts.values())
    return 3 * rare > len(texts) and sum(bool(ALONE.fullmatch(text)) for text in texts) >= 0.9 * len(texts)


def _codes(profile: Profile) -> bool:
    """Return whether many different cells are codes in capitals and digits: plates, passports, memberships."""
    texts = profile.counts
    return (
        not profile.column.labels
        and len(texts) >= MANY_RECORDS
        and sum(bool(CODE.fullmatch(text)) for text in texts) >= 0.9 * len(texts)
    )


def _numbered(profile: Profile) -> bool:
    """Return whether a column merely numbers people or records: whole numbers close together, hardly one twice."""
    values = profile.integers or {}
    apart = len(values) >= MANY_RECORDS and len(values) >= 0.99 * profile.answered
    return apart and max(values) - min(values) < RUNNING * len(values)


def _of_design(profile: Profile, role: str, book: DraftBook, taken: set[str]) -> DraftItem:
    """Return the item of a column that weighs, groups, times or names the respondents."""
    text = question_of(profile.header, profile.column.label)
    name = item_name(profile.header, text, taken, 0, "" if role == "stratum" else role)  # strata are kept as answers
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
        about = f"tells who or whose it is: {len(profile.counts)} values in {profile.answered} cells"
    else:
        labels = {text: profile.label(text) or text for text in sorted(profile.counts)}
        keys = {"categories": {f"s{number}": label for number, label in enumerate(labels.values(), start=1)}}
        about = f"strata by its name: {profile.evidence()}"
    timed = values or all(re.match(r"\d+(?:\.\d+)? ?\D{0,8}$", text) for text in profile.counts)  # 273秒
    role_of = [role] if role != "duration" or timed else []
    return DraftItem(name, text, short_of(text), dict(keys), profile.header, about, GUESS, roles=role_of,
                     answered=profile.answered, headers=[profile.header])  # fmt: skip
