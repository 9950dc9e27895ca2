"""Drafted records -> YAML as a person would write it: one line where it fits, marks and counts as comments.

In: values, marks, evidence. Out: lines of text. Its words come from the survey or from words.yml.
"""

from __future__ import annotations

from typing import Any

import yaml

from manyi.language.periods import Period
from manyi.language.text import legible

WIDTH = 116


class _Dumper(yaml.SafeDumper):
    """Safe YAML that writes no anchors of its own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _wave(dumper: yaml.SafeDumper, wave: Period) -> yaml.ScalarNode:
    """Write a year as a number, any other wave as people write it."""
    return dumper.represent_int(wave) if wave.parts[0] == "year" else dumper.represent_str(str(wave))


_Dumper.add_representer(Period, _wave)


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=10**9, sort_keys=False
    ).removesuffix("\n")
    return text.removesuffix("\n...").replace("\n", " ")


def comment(mark: str, evidence: str) -> str:
    """Return a comment with a mark and its evidence, '' for neither."""
    about = " ".join(legible(evidence).split())
    return f"  # {f'{mark}: ' if mark else ''}{about}" if mark or about else ""


def entry(key: str, value: Any, indent: int, after: str = "") -> list[str]:
    """Return the lines of a key and its value: one line if they fit, else a line per part of the value.

    after: a comment after the key.
    """
    margin = " " * indent
    line = f"{margin}{flow(key)}: {flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return [f"{line}{after}"]
    if isinstance(value, list):
        return [f"{margin}{flow(key)}:{after}", *(f"{margin}  - {flow(part)}" for part in value)]
    lines = [f"{margin}{flow(key)}:{after}"]
    for inner, part in value.items():
        lines += entry(inner, part, indent + 2)
    return lines
