"""Chinese titles break between phrases: never in a word, nor between a number and its unit, at any width."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import jieba
import pytest
from playwright.sync_api import Page

from manyi.exhibits.html import font
from manyi.publish.page import frame
from manyi.publish.page.phrases import WHOLE, mark, segmenter, split_phrases
from manyi.publish.page.tree import parsed, written
from tests.conftest import ROOT

TITLES = (
    "2024年服务满意度微升至77.9分，差距主要在问题是否一次解决",
    "服务满意度年度报告",
    "跨行业客户服务满意度调查",
    "未能一次解决的用户比一次解决的用户低16.3分",
    "消费电子行业售前售后服务满意度调查（青年）",
    "整体评分无明显变化，为4.05（满分5分）",
)
RANGE = "满意度最低的是18～24岁"  # browsers may break at the sign: the phrases do not


@cache
def words() -> Any:
    return segmenter([*TITLES, RANGE])


@pytest.mark.parametrize("text", [*TITLES, "", "English only", "123"])
def test_no_character_is_lost(text: str) -> None:
    assert "".join(split_phrases(text, words())) == text


def test_the_words_that_can_occur_split_a_text_as_the_whole_dictionary_does() -> None:
    whole = jieba.Tokenizer()
    for word in WHOLE:
        whole.add_word(word)
    texts = [
        line for file in sorted((ROOT / "notebooks").glob("*.yml")) for line in file.read_text("utf-8").split("\n")
    ]
    few = segmenter(texts)
    assert sum(map(len, texts)) > 10_000
    assert [few.lcut(text, HMM=False) for text in texts] == [whole.lcut(text, HMM=False) for text in texts]
    assert few.total == whole.total


@pytest.mark.parametrize(
    "whole",
    ["满意度", "77.9分，", "2024年", "16.3分", "比一次", "微升至", "18～24岁", "解决的", "（青年）", "（满分5分）"],
)
def test_words_numbers_with_units_and_brackets_stay_whole(whole: str) -> None:
    assert any(whole in piece for title in (*TITLES, RANGE) for piece in split_phrases(title, words()))
    assert not any(piece[:1] in "，。；：、！？）》的" for title in TITLES for piece in split_phrases(title, words()))


def test_only_headings_and_titles_are_marked_and_their_text_stays() -> None:
    page = '<h1>服务满意度<em>年度报告</em>跨行业</h1><p>服务满意度年度报告</p><p class="do">力求一次解决</p>'
    tree = parsed(page)
    mark(tree)
    done = written(tree)
    assert "服务<wbr>满意度<em>年度报告</em>跨行业" in done
    assert "<p>服务满意度年度报告</p>" in done and 'class="do">力求<wbr>一次<wbr>解决' in done
    mark(tree)
    assert written(tree) == done


LINES = """
() => [...document.querySelectorAll('h1')].flatMap(heading => {
  const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT), broken = [];
  for (let node; node = walker.nextNode();) {
    const range = document.createRange();
    range.selectNodeContents(node);
    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(node.data);
  }
  return broken;
})
"""


@pytest.mark.browser
def test_no_title_breaks_inside_a_phrase_from_320_px(tab: Page) -> None:
    tree = parsed("".join(f"<h1>{title}</h1>" for title in TITLES))
    mark(tree)
    face = base64.b64encode(font.subset("".join(TITLES), 700)).decode()
    head = f"@font-face{{font-family:x;font-weight:700;src:url(data:font/woff2;base64,{face})}}"
    style = f"<style>{head} h1{{font:700 2rem/1.2 x}} {frame.CHINESE}</style>"
    broken = {}
    for lang in ("zh-Hans", "en"):
        tab.set_content(f'<html lang="{lang}">{style}{written(tree)}')
        tab.evaluate("() => document.fonts.ready")
        for width in range(320, 1281, 40):
            tab.set_viewport_size({"width": width, "height": 600})
            broken.setdefault(lang, []).extend(tab.evaluate(LINES))
    assert broken["zh-Hans"] == []
    assert broken["en"]  # without the style of Chinese pages they do break: the look sees it
