"""Rules for prose on a page, in both languages: few numbers, no test in a sentence, nothing said twice.

In: a page. Out: a line for each fault, or an error if there are more than a report allows; limits and patterns are
in prose.yml. Figures, tables, the big number and what is folded are not prose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from manyi.errors import InputError
from manyi.language.yaml_tree import read_ours
from manyi.publish.page.tree import Tree, parsed

FILE = Path(__file__).parent / "template" / "prose.yml"
BLOCKS = frozenset({"p", "li", "dd"})
LINK = "evidence"  # class of links that are not words of a sentence
ASIDE = frozenset({"figure", "table", "details", "nav", "footer", "svg", "script", "style", "template", "code", "dl"})
NUMBER, END = "●", "○"  # placeholders for a printed number, and for an end of an interval
STOP = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])(?!”)|(?<=[。！？]”)")
SCALE = re.compile(r" of \d+(?: points)?|（?满分\d+分）?")
CUT_AT = 80  # characters shown of a faulty sentence
NAMED = 3  # faults named in a message


@cache
def rules() -> dict[str, Any]:
    """Return limits and patterns by name and language."""
    read: dict[str, Any] = read_ours(FILE)
    return read


def require_prose(text: str, language: str, name: str, *, methods: bool = False, allowed: int | None = 0) -> str:
    """Return a line that names the first faults of a page; '' if it has no more than the report allows.

    A page that repeats too many of its words has one more. allowed: None if the report sets no limit: faults are then
    only reported, since the repeated words may be the survey's own. Raises InputError above a limit.
    """
    tree = parsed(text)
    lines = faults(tree, language, methods=methods)
    again, most = repeated(tree), rules()["limits"]["repeated"][language]
    lines += [f"{again:.0%} of the words are said twice, {most:.0%} allowed"] if again > most else []
    if len(lines) <= (allowed or 0):
        return ""
    more = f" (and {len(lines) - NAMED} more)" if len(lines) > NAMED else ""
    told, where = f"{'; '.join(lines[:NAMED])}{more}", f"prose of {name} {language}"
    if allowed is None:
        return f"{where}: {told}; refused where the report sets budgets.prose"
    raise InputError(f"{told}; {allowed} allowed (budgets of the report, prose)", where=where)


def sentences(tree: Tree) -> list[str]:
    """Return the sentences of a page's prose, with numbers replaced by placeholders that can be counted."""
    return [part for block in _blocks(tree) for part in STOP.split(_text(block)) if part.strip()]


def _blocks(element: Tree) -> Iterator[Tree]:
    for child in element:
        if not isinstance(child.tag, str) or child.tag in ASIDE or "headline" in child.get("class", "").split():
            continue
        if child.tag in BLOCKS and not any(inner.tag in BLOCKS for inner in child.iterdescendants()):
            yield child
        else:
            yield from _blocks(child)


def _text(element: Tree) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == "data":
            parts.append(END if child.get("data-part") in ("low", "high") else NUMBER)
        elif isinstance(child.tag, str) and child.tag not in ASIDE and child.get("class") != LINK:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return re.sub(r"\s+", " ", SCALE.sub("", "".join(parts))).strip()


def faults(tree: Tree, language: str, *, methods: bool = False) -> list[str]:
    """Return what is wrong with the prose of a page; methods may name tests."""
    prose = sentences(tree)
    lines = [f"{why}: {_cut_sentence(sentence)}" for sentence in prose for why in _why(sentence, language, methods)]
    again = [
        f"said {count} times: {_cut_sentence(s)}"
        for s, count in Counter(prose).items()
        if count > 1 and not {NUMBER, END} & set(s)  # with other numbers it says something else
    ]
    return [*lines, *again]


def _why(sentence: str, language: str, methods: bool) -> Iterator[str]:
    limits = {name: limit[language] for name, limit in rules()["limits"].items()}
    numbers = sentence.count(NUMBER) + (sentence.count(END) + 1) // 2
    if numbers > limits["numbers"]:
        yield f"{numbers} numbers"
    long = len(sentence.split()) if language == "en" else len(re.findall(r"[\u4e00-\u9fff]", sentence))
    if long > limits["length"] and not methods:
        yield f"{long} words"
    for name in ("tests", "forbidden", "measure", "ranges"):
        if not (methods and name == "tests") and (match := re.search(rules()[name][language], sentence)):
            yield f"{name} ({match[0]})"


def repeated(tree: Tree) -> float:
    """Return the share of words in sentences that occur earlier on the page."""
    counts = Counter(sentences(tree))
    words = {sentence: len(sentence.split()) + len(re.findall(r"[\u4e00-\u9fff]", sentence)) for sentence in counts}
    whole = sum(words[sentence] * count for sentence, count in counts.items())
    return sum(words[sentence] * (count - 1) for sentence, count in counts.items()) / whole if whole else 0.0


def _cut_sentence(sentence: str) -> str:
    return sentence if len(sentence) <= CUT_AT else sentence[:CUT_AT] + "…"
