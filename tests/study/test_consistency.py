"""Every contradiction a codebook can hold: one change to a right study, one line that names it."""

import pytest

from manyi.errors import InputError
from manyi.study.reading import definition
from tests.rows.conftest import words


def derived(**rule):
    return {"short": words("D"), "definition": words("D"), **rule}


CONTRADICTIONS = {
    "an item name": (lambda s: s.items.update({"Q 1": s.items["overall"]}), "'Q 1' cannot be a name"),
    "a taken name": (
        lambda s: s.items.update(wave={**s.items["overall"], "columns": {2023: "W"}}),
        "the name 'wave' is reserved",
    ),
    "a gate": (lambda s: s.items["wait"].update(asked_if={"chanel": ["bot"]}), "no item 'chanel'"),
    "a gate's answer": (lambda s: s.items["wait"].update(asked_if={"channel": ["robot"]}), "no answer 'robot'"),
    "a circle": (lambda s: s.items["channel"].update(asked_if={"wait": [1]}), "asked_if is circular"),
    "a code": (lambda s: s.items["sex"].update(codes={2023: {1: "man"}}), "codes.2023.1: no answer 'man'"),
    "a code off the scale": (lambda s: s.items["overall"].update(codes={2023: {"x": 11}}), "no answer 11"),
    "codes too early": (lambda s: s.items["sex"].update(codes={2020: {1: "male"}}), "in which the item has no column"),
    "an option": (lambda s: s.items["uses"].update(columns={2023: {"apq": "x"}}), "no option 'apq'"),
    "columns of a scale": (
        lambda s: s.items["overall"].update(columns={2023: ["a", "b"]}),
        "only an item with options",
    ),
    "limits": (lambda s: s.items["overall"].update(scale={"from": 5, "to": 5}), "lower limit"),
    "a scale label": (
        lambda s: s.items["overall"].update(scale={"from": 1, "to": 5, "labels": {6: words("x")}}),
        "label of 6",
    ),
    "a derived part": (lambda s: s.book["derived"].update(i=derived(index=["sex"])), "item sex is not a scale"),
    "a derived answer": (lambda s: s.book["derived"].update(i=derived(all={"sex": ["x"]})), "no answer 'x'"),
    "a derived name": (lambda s: s.book["derived"].update(sex=derived(top="overall", at_least=9)), "same name"),
    "a module": (lambda s: s.book.update(modules={"m": words("M")}) or s.items["sex"].update(module="n"), "no module"),
    "a weight": (lambda s: s.study.update(design={"weight": "sex"}), "item sex is not a number"),
    "answers named as a column of the design": (
        lambda s: s.items.update(stratum=s.items.pop("sex")) or s.study.update(design={"stratum": "stratum"}),
        "the name 'stratum' is reserved: call it stratum_answer",
    ),
    "a stratum": (lambda s: s.study.update(design={"stratum": "city"}), "no item 'city'"),
    "a duplicate key": (lambda s: s.study.update(quality={"duplicates": ["id"]}), "no item 'id'"),
    "speeding": (lambda s: s.study.update(quality={"speeding": 0.3}), "role duration"),
    "straight lines": (lambda s: s.study.update(quality={"straightlining": 5}), "role grid"),
    "attention": (lambda s: s.study.update(quality={"attention": {"overall": [11]}}), "no answer 11"),
    "scope": (lambda s: s.study.update(eligible={"sex": ["x"]}), "no answer 'x'"),
    "limits of words": (lambda s: s.study.update(eligible={"said": {"min": 1}}), "min and max need"),
    "a margin without targets": (lambda s: s.study.update(weighting={"margins": ["sex"]}), "no targets for the margin"),
    "a target": (lambda s: s.margins.update(sex=margin({"femal": 0.5, "male": 0.5})), "no answer 'femal'"),
    "shares": (lambda s: s.margins.update(sex=margin({"female": 0.5, "male": 0.4})), "sum to 0.9"),
    "no share": (lambda s: s.margins.update(sex=margin({"female": 0, "male": 1})), "share above 0"),
    "its own name": (lambda s: s.study.update(study="other"), "'other' is in the folder shop"),
    "fieldwork": (
        lambda s: s.study["waves"][2023].update(fieldwork=["2023-04-01", "2023-03-01"]),
        "study.yml, line 19: waves.2023: fieldwork ends before it starts (2023-04-01 to 2023-03-01)",
    ),
    "a translation": (
        lambda s: s.items["sex"].update(text={"en": "Sex"}),
        "items.sex.text.zh: the translation is missing",
    ),
    "an empty translation": (lambda s: s.study["title"].update(zh=""), "title.zh: the translation is missing"),
    "bare words": (lambda s: s.study.update(title="Shop"), "title: a text has both languages, {en: ..., zh: ...}"),
    "a label": (
        lambda s: s.items["sex"]["categories"]["male"].update(zh="Women(中)"),
        ": sex: the label 'Women(中)' stands for both female and male",
    ),
    "a reserved name": (lambda s: s.items.update(weight=s.items["sex"]), "the name 'weight' is reserved"),
    "a column twice": (
        lambda s: s.items["channel"].update(columns={2023: "*Q1 "}),
        "channel.columns.2023: the column 'Q1' is already used by overall.columns.2023",
    ),
    "a column of two options": (
        lambda s: s.items["uses"].update(columns={2023: {"app": "u", "web": "ｕ"}}),
        "uses.columns.2023.web: the column 'u' is already used by uses.columns.2023.app",
    ),
    "a missing code on the scale": (
        lambda s: s.items["overall"].update(missing={9: "refused"}),
        "overall.missing: 9 is a point of the scale 1-10",
    ),
    "a delta nobody can reach": (
        lambda s: s.study["claims"].update(delta=9),
        "claims delta: 9 is all that overall can differ by, 9, or more",
    ),
    "true as a number": (lambda s: s.study["claims"].update(delta=True), "claims: delta: true is no number"),
    "more begun than invited": (
        lambda s: s.study["waves"][2023].update(invited=9, begun=10),
        "waves.2023: 10 began and only 9 were invited",
    ),
    "fewer than nobody": (lambda s: s.study["waves"][2023].update(invited=-9), "waves.2023.invited: Input should be"),
    "promoters of the bad end": (
        lambda s: (
            s.items["overall"].update(scale={"from": 0, "to": 10, "reverse": True}),
            s.book["derived"].update(nps={"short": words("N"), "definition": words("N"), "nps": "overall"}),
        ),
        "derived.nps.nps: 10 is the bad end of overall",
    ),
    "a missing code that is an answer": (
        lambda s: s.items["sex"].update(missing={"Men": "refused"}),
        "sex.missing: Men is an answer of this item, so it cannot also be missing",
    ),
    "a missing code among codes": (
        lambda s: s.items["overall"].update(codes={2023: {10: "dont_know"}}),
        "overall.missing: 10 is a point of the scale 1-10",
    ),
    "an endless scale": (
        lambda s: s.items["overall"].update(scale={"from": 1, "to": 10**9}),
        "at most 101 points",
    ),
    "nps of five points": (
        lambda s: (
            s.items["overall"].update(scale={"from": 1, "to": 5}) or s.book["derived"].update(n=derived(nps="overall"))
        ),
        "derived.n.nps: item overall has the scale 1-5, but nps needs 0-10",
    ),
    "a top nobody reaches": (
        lambda s: s.book["derived"].update(t=derived(top="overall", at_least=99)),
        "derived.t.at_least: every or no answer of overall (1-10) is at least 99",
    ),
    "a top everybody reaches": (
        lambda s: s.book["derived"].update(t=derived(top="overall", at_least=1)),
        "is at least 1",
    ),
    "a difference below nothing": (
        lambda s: s.study["claims"].update(delta=-1),
        "claims.delta: Input should be greater",
    ),
    "no tolerance": (lambda s: s.study.update(weighting={"tolerance": 1000000000.0}), "weighting.tolerance"),
    "one day of fieldwork": (
        lambda s: s.study["waves"][2023].update(fieldwork=["2023-04-01"]),
        "fieldwork: write [first day",
    ),
    "a wave of no year": (lambda s: s.study["waves"].update({20230: s.study["waves"][2023]}), "waves.20230"),
    "one kind": (lambda s: s.items["said"].update(ordered=False, scale={"from": 1, "to": 2}), "exactly one of"),
}


def margin(targets):
    return {"source": words("Census"), "year": 2020, "targets": targets}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_one_line(shop, name):
    change, said = CONTRADICTIONS[name]
    change(shop)
    shop.write()
    with pytest.raises(InputError) as error:
        definition("shop")
    assert said in str(error.value)
    assert "shop" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_unchanged_study_is_right(shop):
    shop.margins["sex"] = margin({2023: {"female": 0.5, "male": 0.5}, 2024: {"female": 0.4, "male": 0.6}})
    shop.write()
    found = definition("shop")
    assert list(found.origins) == [2023]
    assert found.margins["sex"].shares(2025) == {"female": 0.4, "male": 0.6}
    assert found.margins["sex"].shares(2022) == {}


def test_a_grouping_reads_the_column_of_a_scale(shop):
    groups = {"low": words("Low"), "high": words("High")}
    codes = {2023: {9: "high", 7: "low", 98: "missing", 10: "high"}}
    shop.items["sex"].update(columns={2023: "Q1"}, categories=groups, codes=codes)
    shop.write()
    assert definition("shop").codebook.items["sex"].column(2023) == "Q1"


def test_a_code_may_be_missing_where_another_stands_for_its_point(shop):
    shop.items["overall"].update(codes={2023: {0: 10, 10: "dont_know"}})
    shop.write()
    assert definition("shop").codebook.items["overall"].code(2023)[10] == "dont_know"


def test_the_weight_may_be_called_weight(shop):
    shop.items["weight"] = {**shop.items["wait"], "asked_if": {}, "columns": {2023: "w"}}
    shop.study["design"] = {"weight": "weight"}
    shop.write()
    assert definition("shop").study.design.weight == "weight"


def test_contradictions_are_named_all_at_once_each_with_its_line(shop):
    """The first line says how many there are; `lines` holds each of them."""
    for name in ("a gate", "a taken name", "a weight", "attention"):
        CONTRADICTIONS[name][0](shop)
    shop.write()
    with pytest.raises(InputError) as error:
        definition("shop")
    lines = error.value.lines
    assert len(lines) == 4
    assert str(error.value) == f"{lines[0]} (and 3 more: make check lists them)"
    for line, key in zip(lines, ("wave", "wait.asked_if", "design.weight", "quality.attention"), strict=True):
        file, _, rest = line.partition(", line ")
        number, _, message = rest.partition(": ")
        text = (shop.folder / file.removeprefix("shop/")).read_text("utf-8").splitlines()[int(number) - 1]
        assert message.startswith(f"{key}: ") and text.strip().startswith(f"{key.rpartition('.')[2]}:")


def test_wrong_keys_of_all_files_are_named_all_at_once(shop):
    shop.items["sex"].update(txt=1, shrt=2)
    shop.study.update(mod="x")
    shop.write()
    with pytest.raises(InputError) as error:
        definition("shop")
    assert [line.partition(": ")[2].split(":")[0] for line in error.value.lines] == [
        "mod", "items.sex.txt", "items.sex.shrt",
    ]  # fmt: skip


def test_wrong_keys_and_contradictions_are_told_at_once(shop):
    shop.items["overall"].update(missing={"N/A": "nope"}, colour="red")
    shop.items["said"].update(roles=["verbatm"])
    shop.items["sex"].update(codes={2023: {1: "a9"}})
    shop.items["wait"].update(asked_if={"chanel": ["bot"]})
    shop.write()
    with pytest.raises(InputError) as caught:
        definition("shop")
    lines = caught.value.lines
    for part in ("colour: unknown key", "missing.N/A: Input should be 'not_applicable'", "(given: 'verbatm')",
                 "no answer 'a9'", "no item 'chanel'"):  # fmt: skip
        assert sum(part in line for line in lines) == 1
    assert len(lines) == 5
