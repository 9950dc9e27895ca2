"""A question -> its name in figures and sentences, and whether that is more than the question itself."""

from __future__ import annotations

import re

from manyi.draft.lexicon import entries
from manyi.draft.naming import CHINESE
from manyi.language.formats import sentence_case

LONGEST, LONGEST_ZH = 48, 20  # characters
BRACKETS = re.compile(r"\s*[\[(（【][^\])）】]*[\])）】]\s*$")
ROW = re.compile(r"(?<=[?？]) [-–] [^?？]+$")  # of a slider: in a grid it is later named by its row
FOR_A_QUESTION = re.compile(r"^on a scale (?:of|from) [^,]+, ", re.IGNORECASE)


def short_of(question: str) -> str:
    """Return a label fit for a sentence: "How satisfied are you overall?" becomes "Overall satisfaction".

    A question of unknown form is quoted, without brackets at its end; a long one is cut.
    """
    text = ROW.sub("", BRACKETS.sub("", question).rstrip()) or question
    asked = bool(re.search(entries()["asks"], text, re.IGNORECASE))
    text = text.rstrip(" ?？:：。.") or question
    name = _measured(FOR_A_QUESTION.sub("", text))
    if name or not asked:
        return _cut(name or text)
    return f"“{_cut(text)}”"


def as_asked(short: str, question: str) -> bool:
    """Return whether a label is the question itself, so that nothing was guessed."""
    return short == question.rstrip(" ?？:：。.")


def _measured(text: str) -> str:
    """Return the name of what a question measures; '' if its form is unknown."""
    whole, language = entries()["whole"], "zh" if CHINESE.search(text) else "en"
    gap = "" if language == "zh" else " "
    plain, times = re.subn(whole["pattern"], gap, " ".join(text.split()), flags=re.IGNORECASE)
    plain, stressed = " ".join(plain.split()), whole[language] if times else ""
    for pattern, alone, about in entries()["shorts"]:
        if match := re.fullmatch(pattern, plain, re.IGNORECASE):
            x = match.groupdict().get("x")
            x = re.sub(r"\byour\b", "the", x) if x else ""
            return sentence_case((about if x else alone).format(whole=stressed, x=x))
    return ""


def _cut(text: str) -> str:
    most = LONGEST_ZH if CHINESE.search(text) else LONGEST
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0].rstrip(',;:，；：')}…"
