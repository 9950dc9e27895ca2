"""Full names in free text, by a list of surnames and the words around them. In: a text; out: the names.

Lists find names that are written as names are: 张伟先生, 我叫何静, Mary Smith, Mary Okafor. A first name alone, a rare
surname after a rare first name, and in Chinese a name without a title are not found; docs/evidence.md has how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from manyi.language.yaml_tree import read_ours

LISTS = {key: value.split() for key, value in read_ours(Path(__file__).with_name("names.yml")).items()}
LEAST = 2  # characters of a Chinese name
_SIGN = r"(?:(?![的了是不很也都就和在到过没有人给被把让等说要])[\u4e00-\u9fff])"
_SURE, _EVERY = (
    "|".join(sorted(names, key=len, reverse=True))
    for names in (LISTS["chinese"], LISTS["chinese"] + LISTS["ambiguous"])
)
_ANNOUNCED = r"(?:我叫|名叫|叫做|本人|姓名|名字|收货人|联系人)(?:[:：是叫为]|\s){0,2}"
_TITLED = r"(?:先生|女士|小姐|医生|大夫|护士|老师|师傅|经理|主任|店长|主管|阿姨|同志)"
_CHINESE = re.compile(
    rf"{_ANNOUNCED}(?=(?P<announced>(?:{_EVERY}){_SIGN}{{1,2}}))"
    rf"|(?=(?P<titled>(?:{_SURE}){_SIGN}{{1,2}}?|(?:{_EVERY}){_SIGN}{{2}}){_TITLED})"
)
_ALONE = re.compile(
    rf"(?!江苏|江西|唐山|石家庄|秦皇岛|马鞍山|金华)(?:{_SURE}){_SIGN}{{1,2}}(?<![州市省区县店部路色类])"
)  # 徐州 is a town
_WRITTEN = re.compile(r"[^\W\d_a-z\u4e00-\u9fff][^\W\d_]+(?:,? [^\W\d_a-z\u4e00-\u9fff][^\W\d_]*\.?){1,2}")
_MISTER = re.compile(r"(?:Dr|Mrs?|Ms|Miss|Prof|Frau|Herr)\.?(?: [A-Z][a-z]+){1,3}")
_SHAPED = re.compile(rf"(?:{_EVERY}){_SIGN}{{1,2}}(?<![州市省区县店部路色类])")  # surnames that also begin words
_SMALL = re.compile(
    rf"\b(?:{'|'.join(LISTS['given'])}) (?:{'|'.join(sorted(set(LISTS['english']) - set(LISTS['ordinary'])))})\b"
)
_ENGLISH = re.compile(r"\b(?=(?P<given>[A-Z][a-z]+(?:[ -][A-Z]\.?)?)\s+(?P<surname>[A-Z][a-z]+)\b)")


def names_in(text: str) -> Iterator[str]:
    """Yield the full names in a text, as written; both readings of a name whose end is unclear."""
    for match in _CHINESE.finditer(text) if not text.isascii() else ():
        name = match["announced"] or match["titled"]
        yield name
        if match["announced"] and len(name) > LEAST:
            yield name[:-1]  # what follows a name of two characters may be the next word
    for match in _ENGLISH.finditer(text):
        first, last = match["given"].split()[0].lower(), match["surname"].lower()
        listed = last in LISTS["english"] and first not in LISTS["not_given"]
        if listed or first in LISTS["given"] and last not in LISTS["not_surname"]:
            yield f"{match['given']} {match['surname']}"
    for match in _SMALL.finditer(text):
        yield match[0]


def is_name(text: str) -> bool:
    """Return whether a cell is a full name and nothing else: Mary Smith, Smith Mary, 王小明."""
    first, *others = re.split(r",? +", text)
    surname_first = bool(_WRITTEN.fullmatch(text)) and first.lower() not in LISTS["not_given"] + LISTS["ordinary"]
    turned = " ".join([*others, first]) if surname_first else ""
    if _ALONE.fullmatch(text) or _MISTER.fullmatch(text):
        return True
    return text in names_in(text) or bool(turned) and turned in names_in(turned)


def name_like(text: str) -> bool:
    """Return whether a cell is written like a name: two or three capitalised words, or a Chinese surname first."""
    return any(form.fullmatch(text) for form in (_WRITTEN, _ALONE, _MISTER, _SHAPED))
