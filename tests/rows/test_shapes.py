"""Surveys of many shapes: scales of three to eleven points, half points, either end good, a hundred and sixty items."""

import pytest

import manyi.stats  # noqa: F401 - samples
from manyi import rows
from manyi.errors import InputError

from .conftest import RECORDS, item, table, words

SCALES = {f"{points}_{low}": (low, low + points - 1) for points in range(3, 12) for low in (0, 1)}  # name: ends


def test_scales_of_every_length_are_read_and_indexed(shop):
    """A reversed item and its mirror image are the same on the index of 0 to 100."""
    shop.items = {"overall": shop.items["overall"]}
    for name, (low, high) in SCALES.items():
        scale = {"from": low, "to": high}
        labels = {low: words("least"), high: words("most")}
        shop.items[f"up{name}"] = item("Up", {2023: f"up{name}"}, scale=scale | {"labels": labels})
        shop.items[f"down{name}"] = item("Down", {2023: f"down{name}"}, scale=scale | {"reverse": True})
        both = {"short": words("Both"), "definition": words("Mean of both"), "index": [f"up{name}", f"down{name}"]}
        shop.book["derived"][f"both{name}"] = both
    up = {name: [low + at % (high - low + 1) for at in range(11)] for name, (low, high) in SCALES.items()}
    given = [
        {"Q1": "9"}
        | {f"up{name}": str(up[name][at]) for name in SCALES}
        | {f"down{name}": str(low + high - up[name][at]) for name, (low, high) in SCALES.items()}
        for at in range(11)
    ]
    shop.deliver(2023, table(given))
    shop.write()
    frame = rows.load("shop", 2023).frame
    for name, (low, high) in SCALES.items():
        assert frame[f"up{name}"].tolist() == up[name]
        assert frame[f"both{name}"].tolist() == pytest.approx([100 * (x - low) / (high - low) for x in up[name]])


def test_half_points_are_points_and_quarters_are_not(shop):
    shop.items["overall"]["scale"] = {"from": 1, "to": 5, "step": 0.5}
    given = ["1", "1.5", "4.50", "5", "2.25"]
    shop.items = {"overall": shop.items["overall"]}
    shop.study["quality"] = {"invalid": 0.5}
    shop.deliver(2023, table([{"Q1": text} for text in given]))
    shop.write()
    survey = rows.load("shop", 2023)
    assert survey.frame["overall"].fillna(-1).tolist() == [1.0, 1.5, 4.5, 5.0, -1.0]
    assert survey.problems[["value", "rule"]].values.tolist() == [["2.25", "step"]]


def test_a_hundred_and_sixty_items(shop):
    names = [f"q{number}" for number in range(160)]
    shop.items = {name: item(name, {2023: name}, scale={"from": 1, "to": 5}) for name in names}
    shop.items["overall"] = item("Overall", {2023: "Q1"}, scale={"from": 1, "to": 5})
    given = [
        {"Q1": str(1 + at % 5)} | {name: str(1 + (at + place) % 5) for place, name in enumerate(names)}
        for at in range(40)
    ]
    shop.deliver(2023, table(given))
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert [frame[name].tolist()[3] for name in names] == [1.0 + (3 + place) % 5 for place in range(160)]


def test_further_weights_stand_beside_the_study_s_own(shop):
    """As delivered, of whom they were delivered for; raked to targets of their own; and neither moves the main one."""
    weight = {"number": {"min": 0, "max": 9, "unit": words("weight")}, "roles": ["weight"]}
    shop.items |= {name: item(name, {2023: name}, **weight) for name in ("main", "town")}
    given = [
        record | {"main": str(1 + at), "town": "" if at == 1 else str(4 - at)} for at, record in enumerate(RECORDS)
    ]
    shop.deliver(2023, table(given))
    shop.study["design"] = {"weight": "main", "weights": {"town": "town", "mix": {"margins": ["sex"]}}}
    shop.write()
    target = {"sex": {"source": words("Us"), "year": 2023, "targets": {"female": 0.8, "male": 0.2}}}
    shop._yaml(shop.folder / "margins-mix.yml", target)
    survey = rows.load("shop", 2023)
    own, town, mix = (survey.sample(2023, weight=name) for name in ("", "town", "mix"))
    assert own.weights.tolist() == survey.sample(2023).weights.tolist() == pytest.approx([0.4, 0.8, 1.2, 1.6])
    assert town.weights / town.weights.sum() == pytest.approx([4 / 7, 0, 2 / 7, 1 / 7])
    assert town.mean("overall").row()[["estimate", "base"]].tolist() == pytest.approx([(4 * 9 + 10) / 5, 2])
    assert mix.share("sex", answers=["female"]).row()["estimate"] == pytest.approx(0.8)
    assert mix.study.design.called.en == "mix" and town.study.design.called.en == "town"


def test_a_weight_nobody_declared_is_refused_with_those_there_are(shop):
    shop.items["town"] = item("Town", {2023: "town"}, number={"min": 0, "max": 9, "unit": words("weight")})
    shop.deliver(2023, table([record | {"town": "1"} for record in RECORDS]))
    shop.study["design"] = {"weights": {"town": "town", "metro": "metro", "age": {"margins": ["overall"]}}}
    shop.write()
    with pytest.raises(InputError, match=r"design.weights.metro: no item 'metro'.*\n?"):
        rows.load("shop", 2023)
    shop.study["design"] = {"weights": {"town": "town", "none": {}}}
    shop.write()
    with pytest.raises(InputError, match="a weight needs item"):
        rows.load("shop", 2023)
    shop.study["design"] = {"weights": {"town": "town"}}
    statement = {"id": "s", "chapter": "satisfaction", "of": "mean", "item": "overall", "unit": "score",
                 "text": words("{value}"), "weight": "city"}  # fmt: skip
    shop.study["claims"] = {"outcome": "overall", "statements": [statement]}
    shop.write()
    with pytest.raises(InputError, match=r"claims s: no weight 'city' under design.weights \(allowed: town\)"):
        rows.load("shop", 2023)
    shop.study["claims"] = {"outcome": "overall"}
    shop.write()
    with pytest.raises(InputError, match=r"no weight 'city' \(allowed: town\)"):
        rows.load("shop", 2023).sample(2023, weight="city")


def test_an_item_may_be_called_weight(shop):
    """Its name is that of the final weight, which is raked and has mean 1, and is not the delivered one."""
    shop.items["weight"] = item("Weight", {2023: "w"}, number={"min": 0, "max": 9, "unit": words("weight")})
    shop.study |= {"design": {"weight": "weight"}, "weighting": {"margins": ["sex"]}}
    shop.margins = {"sex": {"source": words("Us"), "year": 2023, "targets": {"female": 0.75, "male": 0.25}}}
    shop.deliver(2023, [record | {"w": str(1 + at)} for at, record in enumerate(RECORDS)])
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert frame["base_weight"].tolist() == pytest.approx([0.4, 0.8, 1.2, 1.6])
    assert frame["weight"].tolist() == pytest.approx([3 * 1 / 5, 1 * 2 / 5, 1 * 3 / 5, 3 * 4 / 5])
