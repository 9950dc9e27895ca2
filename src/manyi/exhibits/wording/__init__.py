"""The words of claims, by kind and verdict, in both languages. No study, no number and no cause is in here.

A template says no more than its test does: "rose" and "higher" only stand where the adjusted test passed. Names of
items come in lower case and a sentence gets its capital when it is printed.
"""

from __future__ import annotations

from manyi.exhibits.wording.drivers import DRIVERS
from manyi.exhibits.wording.groups import GROUPS
from manyi.exhibits.wording.headings import HEADINGS
from manyi.exhibits.wording.levels import LEVELS
from manyi.exhibits.wording.over_time import OVER_TIME
from manyi.rows.codebook import Text

PLACED = {"en": "{} ({})", "zh": "{}（{}）"}
SENTENCES: dict[str, dict[str, Text]] = {**LEVELS, **OVER_TIME, **GROUPS, **DRIVERS}

__all__ = ["HEADINGS", "PLACED", "SENTENCES"]
