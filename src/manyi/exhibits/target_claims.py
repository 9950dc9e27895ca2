"""What became of all targets of a service, in one claim. Input: a verdict and a name per key figure; output: a Claim.

It is the key finding of such a study: chosen alone, a target that was met would hide those that were missed.
"""

from __future__ import annotations

from collections.abc import Mapping

from manyi.exhibits import words
from manyi.exhibits.claims import Claim
from manyi.exhibits.numbers import Number
from manyi.rows.codebook import Text

STATISTIC = {"all": "targets_all", "met": "targets_met", "not_met": "targets_missed", "not_shown": "targets_open"}


def targets(verdicts: Mapping[str, str], names: Mapping[str, Text], *, weight: float = 3.0) -> Claim:
    """Return how many targets are met, which are not, and for how many the data cannot tell."""
    found = list(verdicts.values())
    missed = [names[key] for key, verdict in verdicts.items() if verdict == "not_met"]
    counts = {"all": len(found), "met": found.count("met"), "not_met": len(missed)}
    counts["not_shown"] = counts["all"] - counts["met"] - counts["not_met"]
    if missed:
        verdict = "missed" if counts["not_shown"] else "missed_known"
    else:
        verdict = "none_missed" if counts["not_shown"] else "all_met"
    numbers = {
        name: Number(float(count), "count", basis="census", statistic=STATISTIC[name]) for name, count in counts.items()
    }
    said = {"missed": _listed(missed)} if missed else {}
    return Claim("targets", verdict, numbers, said, bool(missed or counts["met"]), weight)


def _listed(names: list[Text]) -> Text:
    inside = [words.within(name.en) for name in names]
    return Text(en=words.listed(inside, "en"), zh=words.listed([name.zh for name in names], "zh"))
