"""What the first page adds for its reader, in a real browser: a group, a search, and where an old link leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from manyi.publish.page.frame import own_words, script

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = (
    "group", "against", "choose", "nobody", "overlap", "surveys", "untested", "above", "shown", "small", "corrected",
    "alike", "same", "search", "found", "synonyms",
)  # fmt: skip
GROUPS = """<details class="groups"><summary>All</summary><table class="cards"><caption>Park</caption>
<thead><tr><th>Park</th><th>Level</th><th>Change</th></tr></thead><tbody>
<tr data-letter="A" data-above="B"><th>Rose</th><td>80</td><td>up</td></tr>
<tr data-letter="B"><th>Lake</th><td>70</td><td></td></tr><tr data-letter="C"><th>Hill</th><td>75</td><td></td></tr>
</tbody></table>
<table class="cards"><caption>Sex</caption><thead><tr><th>Sex</th><th>Level</th></tr></thead><tbody>
<tr data-letter="A"><th>Women</th><td>77</td></tr>
<tr data-letter="B" data-above="A" data-small="A"><th>Men</th><td>78</td></tr></tbody></table>
<table class="cards" data-study="shops"><caption>Age</caption><thead><tr><th>Age</th><th>Level</th></tr></thead><tbody>
<tr><th>Young</th><td>60</td></tr><tr><th>Old</th><td>61</td></tr></tbody></table></details>"""
FINDING = '<div class="finding"><h3><a href="parks.html#parks-men">Men</a></h3></div>'
DIRECTORY = """<details class="directory"><summary>Everything</summary><ul>
<li class="shelf" id="parks"><a href="parks.html#parks">Parks</a></li>
<li id="parks-who"><a href="parks.html#parks-who">Who</a><i id="parks-quiet"></i><ul>
<li id="parks-rose"><a href="parks.html#parks-rose">Rose garden visitors are most satisfied</a></li>
<li id="parks-rule"><a href="parks.html#parks-rule">A fence is a requirement; its height edged down</a></li>
<li id="parks-men"><a href="parks.html#parks-men">Visits of men edged down</a></li>
<li id="parks-lake"><a href="parks.html#parks-lake">湖滨游客满意度上升</a></li>
</ul></li></ul></details>"""


@pytest.fixture
def tab(browser: Browser, tmp_path: Path) -> Page:
    words = own_words("en")
    given = " ".join(f'data-{name}="{words["pick_" + name]}"' for name in NAMES)
    text = f"""<html lang="en"><main><p id="here">here</p>{FINDING}{GROUPS}{DIRECTORY}</main>
    <template id="reader-words" {given}></template><script>{script("reader")["script"]}</script></html>"""
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    (tmp_path / "parks.html").write_text("<html>parks</html>", encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    return page


def test_two_groups_are_compared_only_by_a_test_there_is(tab: Page) -> None:
    one, two = tab.locator("select").all()
    one.select_option(label="Lake")
    assert tab.locator(".card").all_inner_texts() == ["Park\nLake\nLevel\n70"]  # no line for what it has not
    two.select_option(label="Rose")
    assert tab.locator(".picked p").inner_text().startswith("Rose is higher than Lake: shown")
    two.select_option(label="Lake")
    assert tab.locator(".picked p").inner_text() == own_words("en")["pick_same"]
    two.select_option(label="Hill")
    assert tab.locator(".picked p").inner_text() == "Between Lake and Hill no difference is shown."
    two.select_option(label="Women")
    assert tab.locator(".picked p").inner_text() == own_words("en")["pick_overlap"]
    one.select_option(label="Men")  # a single pair: nothing is corrected for
    assert tab.locator(".picked p").inner_text() == "Men is higher than Women: shown, but small."
    one.select_option(label="Young")
    assert tab.locator(".picked p").inner_text() == own_words("en")["pick_surveys"]
    two.select_option(label="Old")
    assert tab.locator(".picked p").inner_text() == own_words("en")["pick_untested"]


@pytest.mark.parametrize(
    ("sought", "ids"),
    [
        ("rose satisfied", 1),
        ("visitor garden", 1),
        ("gardens", 1),
        ("men", 1),  # no requirement
        ("fell", 2),
        ("满意", 1),
        ("满意度下降", 1),
        ("长城", 0),
        ("", 0),
    ],
)
def test_findings_are_found_by_words_and_by_pairs_of_signs(tab: Page, sought: str, ids: int) -> None:
    tab.locator("input[type=search]").fill(sought)
    assert tab.locator(".results li").count() == ids


def test_a_result_names_its_survey_and_the_findings_of_the_page_come_first(tab: Page) -> None:
    tab.locator("input[type=search]").fill("edged down")
    assert tab.locator(".results li").all_inner_texts() == [
        "Visits of men edged down (Parks)", "A fence is a requirement; its height edged down (Parks)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("parks-rose", "parks.html#parks-rose"),
        ("parks-quiet", "parks.html#parks-quiet"),
        ("n-parks-rose-value-low", "parks.html#n-parks-rose-value-low"),
        ("here", "index.html#here"),
        ("nowhere", "index.html#nowhere"),
    ],
)
def test_an_old_link_leads_on(tab: Page, old: str, new: str) -> None:
    tab.goto(f"{tab.url.partition('#')[0]}#{old}")
    tab.wait_for_url(f"**/{new}")
    tab.wait_for_timeout(100)
    assert tab.url.endswith(new)


def test_without_script_an_old_link_meets_the_entry_that_leads_on(tab: Page, browser: Browser) -> None:
    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto(f"{tab.url}#parks-rose")
    assert silent.locator("#parks-rose a").is_visible()  # the browser opens what is folded around it
    silent.click("#parks-rose a")
    silent.wait_for_url("**/parks.html#parks-rose")
