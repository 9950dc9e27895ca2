import json

import pytest

from manyi import rows
from manyi.errors import InputError


def test_studies_and_waves(shop):
    shop.deliver(2024, shop.files[2023][0][1])
    shop.write()
    assert rows.studies() == ["shop"]
    assert rows.waves("shop") == [2023, 2024]


def test_an_unknown_study_lists_the_known(shop):
    shop.write()
    with pytest.raises(InputError, match=r"no study 'ship' \(allowed: shop\)"):
        rows.definition("ship")


def test_a_raw_folder_that_study_yml_does_not_know(shop):
    shop.deliver(2025, shop.files[2023][0][1])
    shop.write()
    with pytest.raises(InputError, match="raw/2025 is not a wave of study.yml"):
        rows.definition("shop")


def test_schemas_for_editors(tmp_path):
    paths = rows.write_schemas(tmp_path / "schemas")
    book = json.loads((tmp_path / "schemas" / "codebook.schema.json").read_text("utf-8"))
    assert [path.name.split(".")[0] for path in paths] == ["study", "codebook", "margins", "origin"]
    assert book["additionalProperties"] is False
    assert {"from", "to"} <= set(book["$defs"]["Scale"]["properties"])
