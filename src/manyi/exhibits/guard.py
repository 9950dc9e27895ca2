"""Words that only a probability sample may use. Input: a basis and texts; output: the first such words, or ''.

AAPOR (2013, 2021): no margin of sampling error and no response rate of an opt-in sample, and nobody is represented by it
but under a model that is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

BORROWED = re.compile(
    r"margins? of (?:sampling )?error|sampling error|representative (?:of|sample)|(?:is|are|nationally) representative"
    r"|random sample|randomly (?:selected|sampled)|probability sample|response rate"
    r"|抽样误差|误差幅度|(?:具有|有|全国)代表性|代表性样本|随机样本|随机抽样|随机抽取|概率样本|应答率|回应率|响应率",
    re.IGNORECASE,
)


def borrowed(basis: str, texts: Iterable[str]) -> str:
    """Return the first words of the texts that a sample without known chances may not use."""
    if basis != "model":
        return ""
    found = (BORROWED.search(text) for text in texts)
    return next((one[0] for one in found if one), "")
