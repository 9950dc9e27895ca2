"""The table of reference cases for docs/methods.md: python -m tests.oracles.table [folder with reference.json]."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path

from tests.oracles.registry import CASES, HERE, NOT_IMPLEMENTED, Case, Oracles, difference

for found in sorted(HERE.glob("cases_*.py")):
    importlib.import_module(f"tests.oracles.{found.stem}")

ALL = list(CASES.values())


@cache
def compared(case: Case, oracles: Oracles) -> tuple[tuple[str, object, object, float], ...]:
    """Return what a case compares, ours and theirs, and the relative difference; computed once a process."""
    return tuple((what, ours, theirs, difference(ours, theirs)) for what, ours, theirs in case.check(oracles))


def uncovered(oracles: Oracles) -> list[str]:
    """Return the cases nobody checks and nobody gave a reason for."""
    return [name for name in oracles.cases if name not in CASES and name not in NOT_IMPLEMENTED]


def table(oracles: Oracles) -> str:
    """Return the Markdown tables: implemented cases with their largest difference, the others with the reason."""
    lines = ["| case | R call | our call | largest relative difference |", "|---|---|---|---|"]
    for name, case in sorted(CASES.items()):
        if name not in oracles.cases:
            continue
        largest = max(apart for *_, apart in compared(case, oracles))
        lines.append(f"| `{name}` | {_code(oracles.cases[name]['r_call'])} | {_code(case.call)} | {largest:.0e} |")
    lines += ["", "| case | R call | why not implemented |", "|---|---|---|"]
    for name, reason in sorted(NOT_IMPLEMENTED.items()):
        if name in oracles.cases:
            lines.append(f"| `{name}` | {_code(oracles.cases[name]['r_call'])} | {reason} |")
    return "\n".join(lines) + "\n"


def _code(call: str) -> str:
    return "`" + " ".join(call.split()).replace("|", "\\|").replace("`", "'") + "`"


if __name__ == "__main__":
    print(table(Oracles(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)), end="")
