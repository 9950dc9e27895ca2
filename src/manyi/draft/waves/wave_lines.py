"""A new wave in lines: each carried item now and before, unknown and undelivered codes, open decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from manyi.draft.waves import shifts, spreads
from manyi.draft.waves.compared_wave import Carried, NewWave, likeness_text
from manyi.draft.waves.spreads import answer_text
from manyi.rows.read.personal_data import redact


def lines_of(wave: NewWave) -> Iterator[str]:
    """Yield each carried column with its answers now and before, then all unknown and undelivered codes and columns."""
    platform = f", recognised as {wave.delivered.platform}" if wave.delivered.platform else ""
    yield f"{wave.delivered.name}: {wave.delivered.records:,} records, {len(wave.delivered.columns)} columns{platform}"
    yield wave.columns_found
    yield f"each item in {wave.year}, and in {wave.last} in brackets:"
    for entry in wave.carried:
        yield from _carried_lines(entry)
    gone = [f"{match.item} ({match.before})" for match in wave.matched.columns if match.now is None]
    unknown = [f"{e.match.item}: {spreads.unknown_texts(e.now.unknown)}" for e in wave.carried if e.now.unknown]
    vanished = [f"{e.match.item}: {answer_text(answer)}" for e in wave.carried for answer in _gone(e)]
    for what, names in (
        ("no column any more", gone),
        ("unused as before", wave.matched.unused),
        ("new columns, to be settled under unused", wave.matched.left),
        ("codes nobody knows", unknown),
        ("answers not delivered any more", vanished),
    ):
        if names:
            yield f"{what} ({len(names)}): {', '.join(names)}"
    flagged = Counter(flag.kind for entry in wave.carried for flag in entry.flags)
    flagged += Counter({"without a column": len(gone)})
    yield f"to decide: {', '.join(f'{count} {kind}' for kind, count in flagged.items()) or 'nothing'}"


def _carried_lines(entry: Carried) -> Iterator[str]:
    """Yield a carried column, its answers now and before, and what to check."""
    match = entry.match
    moved = "" if match.alike == 1 else f", {match.before} before {likeness_text(match)}"
    yield f"{match.item}{f' {match.option}' if match.option else ''}: {match.now}{moved}"
    yield f"    {', '.join(_shares(entry))}"
    for flag in entry.flags:
        yield f"  ? {flag.kind}: {redact(flag.about)[0]}"


def _gone(entry: Carried) -> list[spreads.Answer]:
    shares = entry.before.shares()
    if entry.item.kind == "number":
        return []
    return [answer for answer, share in shares.items() if share > shifts.FEW and answer not in entry.now.answers]


def _shares(entry: Carried) -> list[str]:
    """Return the shares of an item's answers now and before; for a number, its mean."""
    before, now = entry.before.shares(), entry.now.shares()
    kinds = (spreads.BLANK, spreads.MISSING, spreads.UNKNOWN)
    aside = {kind: (entry.now.part(kind), entry.before.part(kind)) for kind in kinds}
    parts = [f"{kind} {part:.0%} ({was:.0%})" for kind, (part, was) in aside.items() if part or was]
    if entry.item.kind == "number":
        means = [sum(float(a) * share for a, share in part.items()) for part in (now, before)]
        return [f"mean {means[0]:.4g} ({means[1]:.4g})", *parts]
    answers = list(dict.fromkeys([*(entry.item.possible or ()), *before, *now])) if not entry.match.option else [1.0]
    answers = list(dict.fromkeys(float(a) if isinstance(a, int) else a for a in answers))
    return [*(f"{answer_text(a)} {now.get(a, 0):.0%} ({before.get(a, 0):.0%})" for a in answers), *parts]
