"""Planted attacks are found where nothing is hidden beside a small group, and none succeeds where something is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from manyi.stats.recovery.attack import complements, recovered
from manyi.stats.recovery.equations import Answers, Published

MARKS = np.arange(1.0, 6.0)


class Study:
    """Respondents with one answer each from 1 to 5, in named groups; `mean` and `shares` publish."""

    def __init__(self, count: int, *, weighted: bool = False, seed: int = 1) -> None:
        random = np.random.default_rng(seed)
        self.weight = random.uniform(0.5, 2.0, count) if weighted else np.ones(count)
        self.answer = random.integers(0, 5, count)
        self.groups: dict[str, np.ndarray] = {}
        self.numbers: list[Published] = []

    @property
    def answers(self) -> Answers:
        return Answers((self.answer[:, None] == np.arange(5)).astype(float), self.weight)

    def _publish(self, name: str, score: np.ndarray, label: str, hidden: bool, least: float) -> None:
        place = list(self.groups).index(name)
        terms = {place: 1.0 / self.weight[self.groups[name]].sum()}
        cost = float(self.groups[name].sum()) if "all" not in name else np.inf
        self.numbers.append(Published(f"{name}:{label}", terms, score, hidden, least, cost))

    def mean(self, name: str, *, hidden: bool = False, least: float = 0.4) -> None:
        self._publish(name, MARKS, "mean", hidden, least if hidden else 0.0)

    def shares(self, name: str, *, hidden: tuple[int, ...] = (), guarded: bool = True) -> None:
        mask = self.groups[name]
        for at in range(5):
            secret = at in hidden and guarded and len(set(self.answer == at)) > 1  # else the share of everyone tells
            least = self.weight.min() / self.weight[mask].sum() if secret else 0.0
            self._publish(name, np.eye(5)[at], str(at + 1), at in hidden, least)

    def attacked(self) -> dict[str, bool]:
        """Return {what was worked out: whether exactly}."""
        found = recovered(self.answers, np.array(list(self.groups.values())), self.numbers)
        return {one.id: one.exact for one in found}

    def defend(self) -> set[str]:
        """Hide what the project would hide beside; return it."""
        more = complements(self.answers, np.array(list(self.groups.values())), self.numbers)
        self.numbers = [replace(one, hidden=True) if one.id in more else one for one in self.numbers]
        return more


def two_hundred(women: int = 1, *, weighted: bool = False) -> Study:
    study = Study(200, weighted=weighted)
    woman = np.arange(200) < women
    study.groups = {"all": np.ones(200, bool), "men": ~woman, "women": woman}
    return study


@pytest.mark.parametrize("weighted", [False, True])
def test_one_woman_among_two_hundred_by_the_means_of_all_and_of_men(weighted: bool) -> None:
    study = two_hundred(weighted=weighted)
    study.mean("all"), study.mean("men"), study.mean("women", hidden=True)
    assert study.attacked() == {"women:mean": True}
    assert study.defend() == {"men:mean"}
    assert study.attacked() == {}


def test_seven_women_of_one_answer_by_the_shares_of_men() -> None:
    study = two_hundred(7)
    study.answer[:7] = 4
    study.shares("all"), study.shares("men"), study.shares("women", hidden=(0, 1, 2, 3, 4))
    assert len(study.attacked()) == 5
    assert study.defend()
    assert study.attacked() == {}


def test_a_mean_gives_two_hidden_answers_away_where_three_would_be_safe() -> None:
    study = two_hundred(60)
    study.answer[:60] = np.repeat([0, 1, 2, 3, 4], [2, 8, 20, 20, 10])
    study.shares("all"), study.mean("women"), study.shares("women", hidden=(0, 1))
    study.shares("men", hidden=(0, 1), guarded=False)
    assert study.attacked() == {"women:1": True, "women:2": True}
    assert study.defend() <= {"women:3", "women:4", "women:5", "men:3", "men:4", "men:5", "women:mean"}
    assert study.attacked() == {}


def test_a_city_by_its_region_and_the_other_cities() -> None:
    study = Study(300)
    place = np.repeat([0, 1, 2, 3], [3, 97, 100, 100])
    study.groups = {"all": place >= 0, "north": place < 2, "city a": place == 0, "city b": place == 1}
    study.mean("north"), study.mean("city b"), study.mean("city a", hidden=True)
    assert study.attacked() == {"city a:mean": True}
    study.defend()
    assert study.attacked() == {}


def test_two_overlapping_filters() -> None:
    study = Study(120)
    at = np.arange(120)
    a, b = at < 80, at >= 78
    study.groups = {"all": at >= 0, "a": a, "b": b, "both": a & b}
    study.mean("all"), study.mean("a"), study.mean("b"), study.mean("both", hidden=True)
    assert study.attacked() == {"both:mean": True}  # a + b - all
    study.defend()
    assert study.attacked() == {}


def test_a_wave_by_all_waves_together_and_the_other_waves() -> None:
    study = Study(100)
    at = np.arange(100)
    study.groups = {"all": at >= 0, "2022": at < 97, "2023": at >= 97}
    study.mean("all"), study.mean("2022"), study.mean("2023", hidden=True)
    assert study.attacked() == {"2023:mean": True}


def test_a_difference_and_one_of_its_sides() -> None:
    study = two_hundred(2)
    study.mean("men"), study.mean("women", hidden=True)
    men, women = study.numbers
    gap = {**men.terms, **{at: -factor for at, factor in women.terms.items()}}
    study.numbers.append(Published("gap", gap, MARKS))
    assert study.attacked() == {"women:mean": True}


def test_bounds_alone_give_a_group_away() -> None:
    """All others gave the highest mark, and so did everyone: what is left for the hidden two is nothing else."""
    study = Study(50)
    study.answer[:] = 4
    at = np.arange(50)
    study.groups = {"all": at >= 0, "two": at < 2}
    study.mean("all"), study.mean("two", hidden=True)
    assert study.attacked() == {"two:mean": True}


def test_a_mean_and_what_nobody_answered_give_rare_answers_away() -> None:
    """Nobody gave 1 or 2, says the line of everyone; so the share of 4 and the mean of a group say 3 and 5."""
    study = two_hundred(60)
    study.answer[:] = 3
    study.answer[[0, 1, 2, 70, 80, 90]] = [2, 4, 4, 2, 2, 4]
    study.shares("all"), study.mean("women"), study.shares("women", hidden=(0, 1, 2, 4))
    study.shares("men", hidden=(0, 1, 2, 4), guarded=False)
    assert study.attacked() == {"women:3": True, "women:5": True}
    assert study.defend()
    assert study.attacked() == {}


def test_an_interval_narrower_than_it_must_be_is_no_equation() -> None:
    """All women but two gave 1, and these two 5 together: no other answers add more than two thirds of a 2."""
    study = two_hundred(60)
    study.answer[:], study.answer[[0, 1]] = 0, (1, 2)
    study.mean("women"), study.shares("women", hidden=(1, 2, 3, 4))
    assert study.attacked() == {"women:2": False}


def test_a_number_between_known_ends() -> None:
    minutes = np.r_[np.full(99, 5.0), 40.0]
    answers = Answers.of_number(minutes, np.ones(100), 0.0, 600.0)
    groups = np.array([np.ones(100, bool), np.arange(100) < 99, np.arange(100) == 99])
    score = np.array([0.0, 600.0])
    least, cost = [0.0, 0.0, 4.0], [np.inf, 1.0, 1.0]
    numbers = [
        Published(f"{at}", {at: 1.0 / group.sum()}, score, at == 2, least[at], cost[at])
        for at, group in enumerate(groups)
    ]
    assert [one.id for one in recovered(answers, groups, numbers)] == ["2"]
    assert complements(answers, groups, numbers) == {"1"}


def interval(study: Study, number: Published) -> tuple[float, float]:
    """Return the ends of a number by one program over every respondent's answer: the attack written another way."""
    groups, unknown = list(study.groups.values()), len(study.answer) * 5

    def row(one: Published) -> np.ndarray:
        made = np.zeros((len(study.answer), 5))
        for group, factor in one.terms.items():
            made += np.outer(groups[group] * study.weight * factor, one.score)
        return made.ravel()

    truth = (study.answer[:, None] == np.arange(5)).astype(float).ravel()
    equal = [row(one) for one in study.numbers if not one.hidden]
    equal += [np.repeat(np.arange(len(study.answer)) == at, 5).astype(float) for at in range(len(study.answer))]
    matrix = np.array(equal)
    found = [linprog(way * row(number), A_eq=matrix, b_eq=matrix @ truth, bounds=[(0, 1)] * unknown) for way in (1, -1)]
    return found[0].fun, -found[1].fun


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=st.lists(st.integers(1, 5), min_size=2, max_size=3))
def test_nothing_guarded_is_known_to_an_attack_written_another_way(seed: int, sizes: list[int]) -> None:
    random = np.random.default_rng(seed)
    study = Study(sum(sizes) + 6, weighted=bool(seed % 2), seed=seed)
    count = len(study.answer)
    size, sex = random.choice(len(sizes), count), random.integers(0, 2, count)
    size[: len(sizes)], sex[:2] = np.arange(len(sizes)), (0, 1)
    study.groups = {"all": np.ones(count, bool), **{f"size {at}": size == at for at in range(len(sizes))},
                    **{f"sex {at}": sex == at for at in range(2)}}  # fmt: skip
    for name, mask in study.groups.items():
        small = name != "all" and mask.sum() < 5
        study.shares(name, hidden=(0, 1, 2, 3, 4) if small else ())
        study.mean(name, hidden=bool(small))
    study.defend()
    assert study.attacked() == {}
    for one in [one for one in study.numbers if one.guarded][:3]:
        low, high = interval(study, one)
        assert high - low >= one.least * (1 - 1e-4), one.id


def test_what_is_hidden_beside_is_never_a_number_of_everyone() -> None:
    for weighted, women in product([False, True], [1, 3]):
        study = two_hundred(women, weighted=weighted)
        study.mean("all"), study.shares("all"), study.mean("men"), study.mean("women", hidden=True)
        assert not any(id_.startswith("all") for id_ in study.defend())
        assert study.attacked() == {}
