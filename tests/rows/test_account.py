import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.rows.survey import STEPS, waterfall

RULES = [step for step in STEPS if step not in ("delivered", "valid", "eligible")]
respondents = st.lists(st.tuples(st.sampled_from([2023, 2024]), st.sampled_from([*RULES, None]), st.booleans()))


def books(people):
    gone = pd.DataFrame([(wave, rule) for wave, rule, _ in people if rule], columns=["wave", "rule"])
    kept = pd.DataFrame([(wave, inside) for wave, rule, inside in people if not rule], columns=["wave", "eligible"])
    delivered = {wave: sum(w == wave for w, _, _ in people) for wave in (2023, 2024)}
    return delivered, gone, kept


@settings(deadline=None, max_examples=50)
@given(respondents)
def test_delivered_is_kept_and_removed_rule_by_rule(people):
    delivered, gone, kept = books(people)
    steps = waterfall(delivered, gone, kept)
    for wave, part in steps.groupby("wave"):
        part = part.set_index("step")
        assert part.loc["delivered", "left"] == delivered[wave]
        assert part.loc["valid", "left"] == delivered[wave] - part["removed"].sum() == (kept["wave"] == wave).sum()
        assert part.loc["eligible", "left"] == kept.loc[kept["wave"] == wave, "eligible"].sum()


def test_a_lost_respondent_an_unknown_rule_and_a_wave_too_many_stop():
    delivered, gone, kept = books([(2023, None, True), (2023, "duplicate", True), (2024, None, False)])
    with pytest.raises(InputError, match="wave 2023 does not reconcile: 3 delivered"):
        waterfall(delivered | {2023: 3}, gone, kept)
    with pytest.raises(InputError, match="unknown rules"):
        waterfall(delivered, gone.replace("duplicate", "whim"), kept)
    with pytest.raises(InputError, match="does not reconcile"):
        waterfall(delivered, gone.iloc[:0], kept)
