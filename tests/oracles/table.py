"""The table of reference cases for docs/methods.md: python -m tests.oracles.table [folder with reference.json]."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.oracles.registry import CASES, HERE, NOT_IMPLEMENTED, Oracles, difference

for found in sorted(HERE.glob("cases_*.py")):
    importlib.import_module(f"tests.oracles.{found.stem}")

ALL = list(CASES.values())


def uncovered(oracles: Oracles) -> list[str]:
    """Return the cases nobody checks and nobody gave a reason for."""
    return [name for name in oracles.cases if name not in CASES and name not in NOT_IMPLEMENTED]


def table(oracles: Oracles) -> str:
    """Return the Markdown tables: implemented cases with their largest difference, the others with the reason."""
    lines = ["| case | R call | our call | largest relative difference |", "|---|---|---|---|"]
    for name, case in sorted(CASES.items()):
        if name not in oracles.cases:
            continue
        largest = max(difference(ours, theirs) for _, ours, theirs in case.check(oracles))
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
