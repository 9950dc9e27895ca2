from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits import COLUMNS, Chapter, Number, Text, change, dots
from manyi.exhibits.chapter import records
from manyi.exhibits.ledger import Ledger, Source
from manyi.exhibits.numbers import difference, number
from tests.exhibits.conftest import Shown, a_change, by_channel, estimates


def test_every_number_of_a_figure_has_a_row(chapter: Chapter) -> None:
    chapter.show("channels", dots(by_channel()))
    rows = chapter.ledger.frame().set_index("id")
    assert list(rows.reset_index().columns) == [*COLUMNS] if COLUMNS[0] == "id" else True
    row = rows.loc["contact-channels-phone-index"]
    assert (row["value"], row["low"], row["base"], row["deff"]) == (81.02, 79.42, 800, 1.4)
    assert (row["study"], row["item"], row["group"], row["wave"]) == ("contact", "index", "channel=phone", "2024")
    assert (row["basis"], row["chapter"], row["unit"]) == ("model", "30-satisfaction", "index")
    assert row["definition"] == "Mean of two items"


def test_a_suppressed_cell_is_a_row_without_values(chapter: Chapter) -> None:
    frame = by_channel()
    frame.loc[2, ["status", "reason"]] = ["suppressed", "base_below_30"]
    chapter.show("channels", dots(frame))
    row = chapter.ledger.frame().set_index("id").loc["contact-channels-bot-index"]
    assert row["status"] == "suppressed"
    assert row[["value", "low", "high", "se"]].isna().all()
    assert row[["n_eff", "deff"]].isna().all()  # p (1 - p) / SE²: with n it tells whether anybody gave an answer
    assert row["base"] > 0


def test_one_id_cannot_stand_for_two_exhibits(chapter: Chapter) -> None:
    chapter.say("a", en="{x}", zh="{x}", x=Number(1, "count"))
    with pytest.raises(InputError, match="contact-a: the id is already that of a sentence"):
        chapter.say("a", en="{x}", zh="{x}", x=Number(2, "count"))
    with pytest.raises(InputError, match="contact-a: the id is already that of a sentence"):
        chapter.show("a", dots(by_channel()))


def test_chinese_keys_give_ascii_ids_that_do_not_collide(chapter: Chapter) -> None:
    frame = estimates({"channel": ["电话", "电视"]}, [80.0, 70.0])
    words = {key: {"en": key, "zh": key} for key in ("电话", "电视")}
    chapter.show("channels", dots(frame, labels={key: Text(**word) for key, word in words.items()}))
    ids = chapter.ledger.frame()["id"]
    assert ids.is_unique and ids.str.fullmatch(r"[a-z0-9-]+").all()


def test_close_writes_ledger_and_claims(
    chapter: Chapter, shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path))
    chapter.claim("change", change(a_change(), 2024, 2023), anchor="figure")
    folder = chapter.close()
    assert folder == tmp_path / "annual" / "2024" / "results"
    names = sorted(file.name for file in folder.iterdir())
    assert names == [
        "30-satisfaction-contact.json",
        "30-satisfaction-contact.parquet",
    ]
    assert list(pd.read_parquet(folder / "30-satisfaction-contact.parquet").columns) == list(COLUMNS)
    (claim,) = json.loads((folder / "30-satisfaction-contact.json").read_text("utf-8"))
    assert (claim["verdict"], claim["shown"], claim["anchor"]) == ("rose", True, "contact-figure")
    assert claim["numbers"]["difference"] == "contact-change-difference"
    sure = pd.read_parquet(folder / "30-satisfaction-contact.parquet").set_index("id")["sure"]
    assert sure.to_dict() == {id_: "shown" if id_.endswith("-difference") else "" for id_ in sure.index}
    assert records.read("annual", 2024) == records.read("annual", 2024, "contact") == [claim]
    assert shown["30-satisfaction-contact-end"]["kind"] == "end"


def test_findings_point_to_the_first_printing_and_the_evidence(chapter: Chapter, shown: Shown) -> None:
    chapter.claim("change", change(a_change(), 2024, 2023), anchor="figure")
    chapter.findings("findings", list(chapter.claims.values()))
    html = shown["contact-findings"]["zh"]
    assert 'data-number="contact-change-difference"' in html and 'id="n-' not in html
    assert 'href="#contact-figure"' in html


def test_numbers_take_only_what_a_row_says() -> None:
    quantile = number({"item": "wait", "p": 0.9, "estimate": 12.0, "low": 11.0, "high": 13.0}, "minutes")
    assert quantile.p != quantile.p  # p is which quantile, not a test
    row = {"channel": "bot", "item": "index", "difference": -0.1, "t": -2.0, "p": 0.04, "low": -0.2, "high": 0.0}
    apart = difference(row, "percent")
    assert (apart.unit, apart.p, apart.group) == ("percentage_points", 0.04, "channel=bot")
    assert number({"estimate": 1.0, "status": "estimated"}, "percent").status == "shown"


@pytest.mark.parametrize(
    ("row", "adjusted"), [({}, False), ({"low95": 0.93, "high95": 3.67}, False), ({"low95": 1.2, "high95": 3.4}, True)]
)
def test_an_interval_widened_for_many_comparisons_is_marked(row: dict[str, float], adjusted: bool) -> None:
    widened = difference({"item": "x", "unit": "index", "difference": 2.3, "low": 0.93, "high": 3.67, **row})
    assert widened.adjusted == adjusted
    ledger = Ledger()
    ledger.enter("e", "k", widened, Source("s", "c", 1, "", "design", "2024"), "")
    assert ledger.frame()["adjusted"].tolist() == [adjusted]
