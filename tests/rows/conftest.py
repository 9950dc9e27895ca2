"""A study small enough to read, in a project of its own: tests change one thing and look at what comes of it."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
import yaml


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"{text}(中)"}


def item(text: str, columns: dict[int, Any], **more: Any) -> dict[str, Any]:
    return {"text": words(text), "short": words(text), "columns": columns, **more}


STUDY: dict[str, Any] = {
    "study": "shop",
    "title": words("Shop"),
    "organisation": words("Us"),
    "population": words("Adults"),
    "unit": words("people"),
    "mode": words("Online"),
    "basis": "model",
    "waves": {2023: {"fieldwork": ["2023-03-01", "2023-04-01"]}, 2024: {"fieldwork": ["2024-03-01", "2024-04-01"]}},
    "claims": {"outcome": "overall"},
}
ITEMS: dict[str, Any] = {
    "overall": item("Overall", {2023: "Q1"}, scale={"from": 1, "to": 10}, roles=["outcome"], missing={98: "dont_know"}),
    "sex": item("Sex", {2023: "sex"}, categories={"female": words("Women"), "male": words("Men")}, roles=["margin"]),
    "channel": item("Channel", {2023: "channel"}, categories={"bot": words("Bot"), "store": words("Store")}),
    "wait": item(
        "Wait",
        {2023: "wait"},
        number={"min": 0, "max": 600, "unit": {"en": "minutes", "zh": "分钟"}},
        asked_if={"channel": ["bot"]},
    ),
    "uses": item("Uses", {2023: "uses"}, options={"app": words("App"), "web": words("Web"), "none": words("None")}),
    "said": item("Said", {2023: "said"}, words=True, roles=["verbatim"]),
}
RECORDS = [
    {"Q1": "9", "sex": "female", "channel": "bot", "wait": "5", "uses": "app┋web", "said": "好"},
    {"Q1": "7", "sex": "male", "channel": "store", "wait": "", "uses": "none", "said": ""},
    {"Q1": "98", "sex": "Men", "channel": "Bot", "wait": "12 分钟", "uses": "", "said": "call 13812345678"},
    {"Q1": "10", "sex": "Women(中)", "channel": "store", "wait": "", "uses": "web", "said": ""},
]


def table(records: list[dict[str, str]], delimiter: str = ",") -> str:
    """Return records as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


class Shop:
    """A project with the study `shop`; change its parts, then write()."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "data" / "shop"
        self.study, self.items = copy.deepcopy(STUDY), copy.deepcopy(ITEMS)
        self.book: dict[str, Any] = {"derived": {}}
        self.margins: dict[str, Any] = {}
        self.files: dict[int, list[tuple[str, bytes]]] = {}
        self.declared: dict[str, dict[str, str]] = {}  # file name -> encoding, delimiter, sheet
        self.deliver(2023, RECORDS)

    def deliver(self, wave: int, content: list[dict[str, str]] | str | bytes, name: str = "") -> None:
        """Make this the only file of a wave."""
        if isinstance(content, list):
            content = table(content)
        data = content.encode() if isinstance(content, str) else content
        self.files[wave] = [(name or f"shop_{wave}.csv", data)]

    def write(self) -> None:
        """Write everything, with origins that fit the files."""
        (self.root / "notebooks").mkdir(exist_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("study", self.study), ("codebook", {"items": self.items, **self.book})):
            self._yaml(self.folder / f"{name}.yml", content)
        if self.margins:
            self._yaml(self.folder / "margins.yml", self.margins)
        for wave, files in self.files.items():
            raw = self.folder / "raw" / str(wave)
            raw.mkdir(parents=True, exist_ok=True)
            listed = []
            for name, data in files:
                (raw / name).write_bytes(data)
                listed.append({"name": name, "sha256": hashlib.sha256(data).hexdigest(), **self.declared.get(name, {})})
            origin = {"producer": "Us", "licence": "CC0", "retrieved": "2024-05-01", "how": "ask us", "files": listed}
            self._yaml(raw / "origin.yml", origin)

    @staticmethod
    def _yaml(path: Path, content: dict[str, Any]) -> None:
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MANYI_DATA", raising=False)
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path / "build"))
    return Shop(tmp_path)
