"""What a page costs: only what is shown counts, and what is too much names where it stands."""

from __future__ import annotations

from manyi.publish.page.cost import cost_of, too_much
from manyi.publish.report import ALLOWED

FOLDED = '<details><summary>Three words here</summary><p>not <a href="#a">counted</a></p></details> after it'
FIGURE = '<figure class="exhibit chart-exhibit"><svg><text>drawn</text></svg><a href="#a">One</a></figure>'
PAGE = f"""<html><body><nav class="contents"><details><summary>In</summary><a href="#a">a</a></details></nav><main>
<h1>Two words</h1><h2 id="a">A</h2>{FOLDED}<h2 id="b">B</h2>{FIGURE}{FIGURE}<p>It fell by 1,200.5 points</p>
<span class="unseen">unseen</span><button>Go</button><div tabindex="0">满意度 5分</div></main></body></html>"""


def test_what_is_folded_drawn_or_unseen_is_not_counted() -> None:
    cost = cost_of(PAGE, "en")
    assert cost.words == {"top": 2, "a": 1 + 3 + 2, "b": 1 + 1 + 1 + 5 + 1 + 2}
    assert cost.charts == {"b": 2}
    assert cost_of(PAGE, "zh").words == {"b": 4}  # 字


def test_stops_of_the_tab_key_are_what_can_be_reached() -> None:
    """Contents are folded on a phone only: both of its stops count. Two links of figures, summary, button, box."""
    assert cost_of(PAGE, "en").stops == 2 + 2 + 1 + 1 + 1


def test_over_budget_the_parts_of_most_are_named() -> None:
    allowed = ALLOWED["index"].model_copy(update={"words": 10, "charts": 1, "stops": 5})
    assert list(too_much(cost_of(PAGE, "en"), allowed, "en")) == [
        "19 words shown, 10 allowed (budgets of the report); most: b 11, a 6, top 2",
        "2 charts shown, 1 allowed (budgets of the report); most: b 2",
        "7 stops of the tab key, 5 allowed",
    ]
    assert list(too_much(cost_of(PAGE, "zh"), allowed.model_copy(update={"charts": 2, "stops": 7}), "zh")) == []
