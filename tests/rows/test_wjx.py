"""A real export of 800 respondents, delivered twice: as labels with joined cells, and as codes with option columns.

Both must give the same answers. The codebook is written from the labels; what the codes mean is read off the questions
with one answer, and the questions with several check it from 0/1 columns that share nothing with the joined cells.
"""

from pathlib import Path

import pytest
from pandas.testing import assert_series_equal

from manyi import rows
from manyi.rows.read.workbooks import workbook

from .conftest import item

META = {"序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"}
SINGLE = {"phones": "1、手机部数", "price": "2、手机价格", "sex": "3、性别", "age": "4、年龄", "income": "5、月收入"}
MANY = {"hobbies": ("6、兴趣爱好", "第6题"), "news": ("8、关注资讯", "第8题")}


@pytest.fixture
def delivered(shop, reference: Path):
    """The two files as two waves of a study."""
    folder = reference / "data" / "wjx"
    labels = workbook((folder / "800_800_0.xls").read_bytes(), "labels").rows
    codes = workbook((folder / "800_800_2.xls").read_bytes(), "codes").rows
    header = [cell.strip() for cell in labels[0]]
    coded = [cell.strip() for cell in codes[0]]
    shop.items = {}
    for name, question in SINGLE.items():
        said = [
            row[header.index(question)].split("〖")[0] for row in labels[1:]
        ]  # "other, please say" and what was said
        pairs = set(zip(said, (row[coded.index(question)] for row in codes[1:]), strict=True))
        keys = {text: f"k{number}" for number, (text, _) in enumerate(sorted(pairs, key=lambda pair: int(pair[1])))}
        categories = {key: {"en": key, "zh": text} for text, key in keys.items()}
        meant = {int(code): keys[text] for text, code in pairs}
        shop.items[name] = item(name, {2023: question}, categories=categories, codes={2024: meant})
    for name, (joined, prefix) in MANY.items():
        heads = [head for head in coded if head.startswith(prefix)]
        options = {f"o{k}": {"en": f"o{k}", "zh": head[len(prefix) + 1 : -1]} for k, head in enumerate(heads)}
        options[f"o{len(heads) - 1}"]["zh"] = "其他【请注明】"
        own = {f"o{k}": head for k, head in enumerate(heads)}
        shop.items[name] = item(name, {2023: joined, 2024: own}, options=options)
    shop.items["overall"] = item("x", {2030: "x"}, scale={"from": 1, "to": 5})
    shop.book["unused"] = {2023: {**dict.fromkeys(META, "emptied"), "7、*": "not asked here"}}
    shop.files = {
        year: [(name, (folder / name).read_bytes())]
        for year, name in ((2023, "800_800_0.xls"), (2024, "800_800_2.xls"))
    }
    shop.write()
    return folder


@pytest.mark.reference
def test_labels_and_codes_give_the_same_answers(delivered):
    survey = rows.load("shop", 2024)
    first, second = (survey.frame[survey.frame["wave"] == wave].reset_index(drop=True) for wave in (2023, 2024))
    assert len(first) == len(second) == 800 and survey.problems.empty
    for name in SINGLE:
        assert_series_equal(first[name], second[name])
        assert first[name].notna().sum() == 800
    several = [column for column in first if column.startswith(("hobbies__", "news__"))]
    assert len(several) == 24
    for column in several:
        assert_series_equal(first[column], second[column])
    assert first[several].sum().min() > 0
