"""The generated tables of docs/methods.md: python -m tests.methods. One row: a reference case or simulated question.

What stands between `<!-- name -->` and `<!-- end -->` is replaced; the rest of the page is written by hand.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from sample import SELECTED
from tests.conftest import REFERENCE, ROOT
from tests.oracles.registry import Oracles
from tests.oracles.table import table

PAGE, SIMULATION = ROOT / "docs" / "methods.md", ROOT / "docs" / "simulation.json"
FORMS = ROOT / "docs" / "forms.json"
CATEGORIES = ROOT / "docs" / "simulation-categories.json"
Row = dict[str, Any]


def block(page: str, name: str) -> str:
    """Return what stands between the marks of a block."""
    return _found(page, name).group(2)


def replaced(page: str, name: str, text: str) -> str:
    """Put a new text between the marks of a block."""
    found = _found(page, name)
    return page[: found.start(2)] + f"\n{text.strip()}\n\n" + page[found.end(2) :]


def _found(page: str, name: str) -> re.Match[str]:
    found = re.search(rf"(<!-- {re.escape(name)} -->\n)(.*?)(<!-- end -->)", page, re.DOTALL)
    assert found, f"the page has no block {name}"
    return found


def simulation(found: Row) -> str:
    """Return the tables of a simulation as Markdown, Monte Carlo errors in brackets."""
    return "\n".join(
        [
            f"{found['samples']:,} samples (seed {found['seed']}); drivers with {found['replicates']:,} bootstrap "
            "replicates each. In brackets: the Monte Carlo error. p: exact binomial test of 95 %, two-sided; ≤: "
            "one-sided, where more than 95 % is to be expected. A promise counts as broken below p = .001.",
            "",
            "**Nominal 95 % intervals**",
            "",
            *_intervals(found["intervals"], tested=True),
            "",
            *[f"≤ {row['name']}: {row['above']}." for row in found["intervals"] if row["above"]],
            "",
            "**Errors of tests.** Family-wise error, level, or share of false findings; none may exceed .05.",
            "",
            "| test | samples | rate | p | kept |",
            "|---|---|---|---|---|",
            *[
                f"| {r['name']} | {r['samples']:,} | {r['rate']:.3f} ({r['rate_mc']:.3f}) | {r['p']:.2g} | {_kept(r)} |"
                for r in found["errors"]
            ],
            "",
            f"Not kept: {_broken(found)}.",
            "",
            "**Joint tests by number of groups.** How often groups alike are said to differ at 5 %: `omnibus` "
            "(Rao-Scott, second order), after the stroke what the F form of the Wald test does on the same samples. "
            f"Degrees of freedom in the head; {found['joint'][0]['samples']:,} samples each, Monte Carlo error about "
            f"{np.sqrt(0.0475 / found['joint'][0]['samples']):.3f}; drawn from a model (six PSUs a stratum, intraclass "
            "correlation .05, skewed answers, uneven weights, groups of uneven size).",
            "",
            *_joint(found["joint"]),
            "",
            f"**Second scenario: what opt-in costs.** Here people are {np.exp(SELECTED):.2f} times as likely to answer "
            "for each standard deviation they are more satisfied, in both waves. Raking to sex, age and region cannot "
            f"undo that, and the intervals do not know it: {_cost(found['selected'])}. This is why the intervals of "
            "opt-in samples are called model-based, and why a claim of change says that both waves recruited alike.",
            "",
            *_intervals(found["selected"], tested=False),
        ]
    )


def forms(rows: list[Row]) -> str:
    """Return the table of forms before and after, Monte Carlo errors in brackets."""
    lines = ["| what | case | before | now | promised | samples |", "|---|---|---|---|---|---|"]
    for r in rows:
        rates = [f"{r[name]:.3f} ({r[f'{name}_mc']:.3f})" for name in ("before", "now")]
        promise = (r["promise"] or "-") + ("" if r["holds"] else " **broken**")
        lines.append(f"| {r['what']} | {r['case']} | {rates[0]} | {rates[1]} | {promise} | {r['samples']:,} |")
    return "\n".join(lines)


def _intervals(rows: list[Row], tested: bool) -> list[str]:
    head = "| estimate | of | truth | samples | coverage | bias | bias / SE | estimated / true SE |"
    lines = [head + (" p | kept |" if tested else ""), "|---" * (10 if tested else 8) + "|"]
    for r in rows:
        cells = [
            r["name"],
            r["of"],
            f"{r['truth']:.4g}" if abs(r["truth"]) > 1e-4 else "0",
            f"{r['samples']:,}",
            f"{r['coverage']:.3f} ({r['coverage_mc']:.3f})",
            f"{r['bias']:.2g}",
            f"{r['bias_in_se']:.2f} ({r['bias_in_se_mc']:.2f})",
            f"{r['se_ratio']:.2f} ({r['se_ratio_mc']:.2f})",
        ]
        if tested:
            cells += [f"{'≤ ' if r['above'] else ''}{r['p']:.2g}", _kept(r)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _joint(rows: list[Row]) -> list[str]:
    """Return a table of levels: a row per number of groups, a column per degrees of freedom."""
    columns = sorted({row["df"] for row in rows})
    by = {(row["groups"], row["df"]): row for row in rows}
    lines = ["| groups | " + " | ".join(f"df {df}" for df in columns) + " |", "|---" * (1 + len(columns)) + "|"]
    for groups in sorted({row["groups"] for row in rows}):
        cells = [by[groups, df] for df in columns]
        said = [f"{c['rate']:.3f} / " + ("-" if c["wald"] is None else f"{c['wald']:.3f}") for c in cells]
        lines.append(f"| {groups} | " + " | ".join(said) + " |")
    return lines


def categories(rows: list[Row]) -> str:
    """Return the table of drivers with categories: a row per driver and size of sample."""
    lines = ["| n | driver | true share | samples | coverage | above noise |", "|---" * 6 + "|"]
    for r in rows:
        cells = [f"{r['n']:,}", r["of"], f"{r['truth']:.3f}", f"{r['samples']:,}"]
        cells += [f"{r['coverage']:.3f} ({r['coverage_mc']:.3f})", f"{r['above']:.3f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cost(rows: list[Row]) -> str:
    """Say how far off each estimate is and how often its interval holds the truth."""
    return "; ".join(
        f"{r['name']} ({r['of'].split(',')[0]}) off by {r['bias']:.2g}, held in {r['coverage']:.0%}" for r in rows
    )


def _broken(found: Row) -> str:
    """Name every promise that is broken, so that no reader has to look for it."""
    intervals = [f"{r['name']}, {r['coverage']:.3f} for .95" for r in found["intervals"] if not r["holds"]]
    errors = [f"{r['name']}, {r['rate']:.3f} for .05" for r in found["errors"] if not r["holds"]]
    errors += [
        f"joint test of {r['groups']} groups on {r['df']} df, {r['rate']:.3f} for .05"
        for r in found["joint"]
        if r["p"] < 0.001
    ]
    return "; ".join(intervals + errors) or "none"


def _kept(row: Row) -> str:
    return "yes" if row["holds"] else "**no**"


def render(reference: Path = REFERENCE / "oracles") -> None:
    """Write both tables into the page; the cases only where the data of the R packages are."""
    page = PAGE.read_text(encoding="utf-8")
    if reference.is_dir():
        page = replaced(page, "reference cases", table(Oracles(reference)))
    if SIMULATION.exists():
        page = replaced(page, "simulation", simulation(json.loads(SIMULATION.read_text(encoding="utf-8"))))
    if FORMS.exists():
        page = replaced(page, "forms", forms(json.loads(FORMS.read_text(encoding="utf-8"))))
    page = replaced(page, "categories", categories(json.loads(CATEGORIES.read_text(encoding="utf-8"))))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    render()
