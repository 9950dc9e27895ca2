"""Drivers of questions not everybody is asked. Input: modules of drivers; output: one row per module x driver.

Answers to a module exist for those routed into it, so complete cases over all modules are few or none, and are nobody
one would want to speak of. Each module gets a model of its own base; importances compare within a module, not across.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from manyi.errors import InputError
from manyi.stats.design import Design
from manyi.stats.importance import Importance, importance


@dataclass(frozen=True)
class Modules:
    """One `Importance` per module that could be modelled.

    table: the tables of the modules put together, with module, r2, base and reason; a module that could not be
    modelled is one row without a driver, with status "not modelled" and the reason.
    """

    table: pd.DataFrame
    found: dict[str, Importance]


def module_importance(
    design: Design,
    outcome: str,
    modules: Mapping[str, Sequence[str]],
    common: Sequence[str] = (),
    **options: Any,
) -> Modules:
    """Split R² among the drivers of each module together with the common ones, over those who were asked.

    `options` go to `importance`. A module that raises InputError there is reported, not hidden.
    """
    found: dict[str, Importance] = {}
    tables = []
    for module, drivers in modules.items():
        try:
            found[module] = importance(design, outcome, [*common, *drivers], **options)
        except InputError as error:
            row = {"module": module, "driver": "", "base": 0, "status": "not modelled", "reason": str(error)}
            tables.append(pd.DataFrame([row]))
            continue
        own = found[module]
        tables.append(own.table.assign(module=module, r2=own.r2, base=own.base, reason=""))
    if not tables:
        raise InputError("no module was given")
    table = pd.concat(tables, ignore_index=True)
    first = ["module", "driver"]
    return Modules(table[first + [column for column in table.columns if column not in first]], found)
