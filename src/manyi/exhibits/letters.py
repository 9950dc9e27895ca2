"""A table of groups with significance letters: each group has a letter and lists the groups it is higher than."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from manyi.exhibits.chart import Chart
from manyi.exhibits.comparisons import PAIRED
from manyi.exhibits.data import Data, table_of, tidy
from manyi.exhibits.grids import KIND
from manyi.exhibits.words import Unit
from manyi.rows.codebook import Text

HEADS = {"letter": Text(en="Letter", zh="字母"), "higher": Text(en="Higher than", zh="高于")}
NOBODY = Text(en="none shown", zh="无")
READ = Text(
    en="A group is higher than those whose letters it lists: capitals where the adjusted p is at most one in a "
    "thousand, small letters where it is at most five in a hundred (Holm). n is the number of answers, unweighted.",
    zh="“高于”一栏列出该组显著高于的各组字母：大写表示校正后p值不超过千分之一，小写表示不超过百分之五（Holm法）。n为回答数，未加权。",
)


def lettered(estimates: Any, letters: pd.DataFrame, unit: Unit = "index") -> Chart:
    """Return estimates as a table with the letters of `stats.letters`, rows in the order of both."""
    data, rows = tidy(estimates, unit), []
    asked = (table_of(estimates)["base"] > 0).to_numpy()  # tidy leaves out groups nobody is in
    for row, record in zip(data.rows, letters[asked].to_dict("records"), strict=True):
        above = str(record["higher_than"])
        told = Text(en=above, zh=above) if above else NOBODY
        paired = {name: replace(one, statistic=PAIRED) for name, one in row.numbers.items()}
        rows.append(
            replace(
                row, numbers=paired, words={"letter": Text(en=record["letter"], zh=record["letter"]), "higher": told}
            )
        )
    return Chart(KIND, Data(data.columns, tuple(rows), HEADS), READ)
