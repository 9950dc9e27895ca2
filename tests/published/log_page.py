"""The part of docs/published-figures.md about logs. Input: a `Log`; output: Markdown."""

from __future__ import annotations

from tests.published.logs import Line, Log
from tests.published.page import heading, interval, number, seed_line, table, tally, yes

TARGETS = ("id", "figure", "target", "planted", "found", "95 % interval", "cases", "inside", "verdict", "as planned")
PRINTED = ("id", "figure", "published", "planted", "found", "95 % interval", "base", "inside")
PLANTED = ("what", "figure", "planted", "found", "95 % interval", "base", "inside")


def log_section(log: Log) -> str:
    """Return the part about one study of logs; it ends with a blank line."""
    study = log.truth["study"]
    parts = [heading(study, log.year), seed_line(log.truth)]
    parts += [f"**Changed after a look**, {id_}: {text}" for id_, text in log.truth.get("changed", {}).items()]
    parts += _targets(log) if "verdicts" in log.truth else _published(log) + _planted(log) + _orders(log)
    return "\n\n".join(parts) + "\n"


def _targets(log: Log) -> list[str]:
    planned = {kpi: verdict for verdict, kpis in log.truth["verdicts"].items() if verdict != "wave" for kpi in kpis}
    kpis = {one["id"]: one["kpi"] for one in log.truth["figures"]}
    rows, right = [], 0
    for line in log.lines:
        same = planned[kpis[line.id]] == line.said
        right += same
        rows.append([line.id, line.text, line.published, *_numbers(line), line.said.replace("_", " "), yes(same)])
    return [
        "Planted is the process behind the log; the interval is about that process (weeks as units), not about the "
        "log, which is complete but for the follow-up calls of S3-06. A target of all is judged by its exceptions.",
        table(TARGETS, rows),
        tally(len([one for one in log.lines if one.inside]), len(log.lines)),
        f"**{right} of {len(rows)} verdicts as planned.**",
    ]


def _published(log: Log) -> list[str]:
    printed = [one for one in log.lines if one.published]
    rows = [[one.id, one.text, one.published, *_numbers(one)] for one in printed]
    inside = sum(one.inside for one in printed)
    return [
        table(PRINTED, rows),
        f"**{inside} of {len(printed)} published figures found**; without an interval: a count.",
    ]


def _planted(log: Log) -> list[str]:
    process = [one for one in log.estimated if not one.published]
    counted = [one for one in log.counted if not one.published]
    missed = [f"{one.id} ({number(one.found)})" for one in process if not one.inside]
    outside = f"Outside: {', '.join(missed)}." if missed else ""
    return [
        "What else is planted: the process behind medians, stars, promotion and trend; the share of themes among the "
        "reviews drawn, so that those intervals, which are about all reviews, are a little wide for it.",
        table(PLANTED, [[one.id, one.text, *_numbers(one)] for one in process]),
        f"{tally(len(process) - len(missed), len(process))} {outside}".strip(),
        f"**{sum(one.inside for one in counted)} of {len(counted)} counts the same**: positive reviews by category.",
    ]


def _orders(log: Log) -> list[str]:
    rows = [[id_, text, yes(same)] for id_, text, same in log.orders]
    return ["Orders the source prints without numbers:", table(("id", "order", "found"), rows)]


def _numbers(line: Line) -> list[str]:
    ends = "" if line.exact else interval(line.low, line.high)
    values = [f"{value:.4f}" if line.exact else number(value) for value in (line.planted, line.found)]
    return [*values, ends, f"{int(line.base):,}", yes(line.inside)]
