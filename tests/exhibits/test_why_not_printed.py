"""Why a number is not printed is said by the reason of its row, in one wording, wherever it would have stood."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from manyi.exhibits import Chapter, Number, apart, change, changed, dots, dumbbell, extremes, gap, kpi, level, part
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sets import joint
from manyi.exhibits.figures.drivers import asymmetry
from manyi.exhibits.html import how_sure
from manyi.exhibits.names import Names
from manyi.exhibits.vocabulary import WHY, why
from manyi.stats.compare.joint import NOTHING
from manyi.stats.estimate import suppress
from tests.exhibits.claims.test_kinds import said
from tests.exhibits.conftest import Shown, a_change, channels_standing, estimates

PHONE, BOT = ("channel", "phone"), ("channel", "bot")
WIDE = {"status": "suppressed", "reason": "interval_too_wide"}
SRC = Path(suppress.__file__).parents[2]


def hidden(reason: str, **keys: object) -> pd.Series:
    facts = {"item": "speed", "unit": "score", "status": "suppressed", "reason": reason, **keys}
    return estimates({}, [4.2], **facts).iloc[0]


def claims(reason: str) -> dict[str, Claim]:
    """Return a claim of each kind of which nothing may be printed, for one reason."""
    row = hidden(reason)
    moved = a_change("suppressed", status="suppressed", reason=reason)
    apart_row = {**row.to_dict(), "difference": np.nan, "shown": False, "channel": "phone", "rest": np.nan}
    standing = channels_standing((), (), "suppressed")
    standing.table[["status", "reason"]] = "suppressed", reason
    mean = pd.DataFrame({"group": ["speed"], "verdict": ["suppressed"], "reason": [reason]})
    target = {**row.to_dict(), "verdict": "suppressed", "target": 4.0}
    return {
        "level": level(row), "change": change(moved), "changed": changed(pd.DataFrame([moved])),
        "gap": gap(apart_row, PHONE, BOT, a_row=row, b_row=row), "part": part(apart_row, "channel"),
        "extremes": extremes(standing), "apart": apart(mean), "kpi": kpi(target, ("item", "speed")),
        "joint": joint(NOTHING.__class__(**{**vars(NOTHING), "reasons": (reason,)}), "channel", "index"),
    }  # fmt: skip


@pytest.mark.parametrize("kind", claims(""))
@pytest.mark.parametrize(
    ("reason", "en", "zh"),
    [("interval_too_wide", "too wide an interval", "区间过宽"), ("base_below_30", "too few cases", "数量过少"),
     ("df_below_4", "too few clusters", "群数过少"), ("confidential", "withheld to protect", "为保护受访者")],
)  # fmt: skip
def test_a_claim_says_the_reason_of_its_row_and_no_other(
    chapter: Chapter, shown: Shown, kind: str, reason: str, en: str, zh: str
) -> None:
    claim = claims(reason)[kind]
    assert claim.verdict == "suppressed"
    text = said(chapter, shown, claim)
    assert f"({en}" in text and zh in re.sub("<[^>]+>", "", shown["contact-c"]["zh"])
    assert [other.en for other in set(WHY.values()) if other.en in text and other.en != en] in ([], [WHY[reason].en])


def test_several_reasons_are_all_named_and_none_is_guessed() -> None:
    assert why("base_below_30", "interval_too_wide", "base_below_30").en == "too few cases or too wide an interval"
    assert why().en == why("", None).en == "too few cases or too wide an interval"
    assert why("df_below_4", "interval_too_wide").zh == "群数过少或区间过宽"


def test_every_reason_of_the_estimates_has_words() -> None:
    rules = (SRC / "stats" / "estimate" / "suppress.py").read_text("utf-8")
    codes = set(re.findall(r"\"([a-z]\w+)\"\),", re.sub(r"flagged=\[.*?\]", "", rules, flags=re.S)))
    assert len(codes) > 5 and codes | {"confidential"} <= set(WHY)


def test_the_wording_stands_in_one_place() -> None:
    files = [file for file in SRC.rglob("words.yml") if "template" not in file.parts]

    texts = "".join(file.read_text("utf-8") for file in files)
    assert texts.count("too wide an interval") == 2  # by itself, and where no reason is known


def test_a_penalty_nobody_can_tell_is_not_printed_as_zero(chapter: Chapter, shown: Shown) -> None:
    row = {"driver": "speed", "unit": "points", "penalty": np.nan, "penalty_low": np.nan, "penalty_high": np.nan,
           "reward": 2.0, "reward_low": 1.0, "reward_high": 3.0}  # fmt: skip
    chapter.show("tilt", asymmetry(pd.DataFrame([row, {**row, "driver": "clear", "penalty": -3.0}])))
    assert "[u]: not printed (too few cases)." in shown["contact-tilt"]["en"]
    ledger = chapter.ledger.frame().set_index("id")
    assert ledger.loc["contact-tilt-speed-penalty", "status"] == "suppressed"
    assert ledger.loc["contact-tilt-speed-reward", "status"] == "shown"


def test_figures_tables_and_how_sure_say_it_too(chapter: Chapter, shown: Shown, names: Names) -> None:
    frame = estimates({"channel": ["phone", "bot", "store"]}, [81.0, 70.0, 60.0])
    frame.loc[1, ["status", "reason"]] = "suppressed", "interval_too_wide"
    chapter.show("wide", dots(frame))
    assert "[u]: not printed (too wide an interval)." in shown["contact-wide"]["en"]
    assert "too few" not in shown["contact-wide"]["en"]
    frame.loc[2, ["status", "reason"]] = "suppressed", "confidential"
    chapter.show("both", dots(frame))
    assert "[c]: withheld to protect those who answered." in shown["contact-both"]["en"]
    moved = pd.DataFrame([a_change("suppressed", channel="bot", **WIDE), a_change("rose", channel="phone")])
    chapter.show("moved", dumbbell(moved))
    assert "<td>too wide an interval</td>" in shown["contact-moved"]["en"]
    number = Number(1.0, "score", item="speed", status="suppressed", reason="df_below_4")
    line = how_sure._rests_on(number, "en")
    assert line.startswith("not printed (too few clusters)")
    chapter.say("say", en="It was {x}.", zh="为{x}。", x=number)
    assert "A figure that would stand here is not printed (too few clusters)." in shown["contact-say"]["en"]
    chapter.headline("headline", hidden("effective_n_below_30"))
    assert "Speed: not printed (too few cases once weights are counted)." in shown["contact-headline"]["en"]
