"""No hidden answer of a group follows from the printed ones: an attack by projection, written another way."""

from __future__ import annotations

import numpy as np
import pytest

from manyi.exhibits.disclosure.hidden_numbers import worked_out as recovered
from manyi.exhibits.toplines.numbered import ledger
from manyi.exhibits.toplines.questions import Question, Toplines

YEAR = 2024


def worked_out(toplines: Toplines, question: Question, segment: str) -> set[str]:
    """Return the hidden cells of 1 to 4 answers on a scale that follow from everything printed in one table.

    Unknown is the weight of each answer in each group, and among those of no group. Known are the weight of each group
    and the printed shares and means, also of everyone. A cell is worked out when nothing of it is left outside the
    space of these equations.
    """
    now = toplines.survey.frame.query("wave == @YEAR and eligible").dropna(subset=[question.name])
    lines = {line.key: line for line in question.lines}
    answers = [key for key in lines if key not in ("mean", "median")]
    size, points = len(toplines.segments[segment]) + int(now[segment].isna().any()), np.array(answers, float)
    printed = [not lines[key].waves[YEAR].number.hidden for key in answers]
    equations = [np.kron(np.ones(size), row) for row in [*np.eye(len(answers))[printed], points, np.ones(len(answers))]]
    secret = {}
    for place, group in enumerate(toplines.segments[segment]):
        within = np.eye(size)[place]
        equations.append(np.kron(within, np.ones(len(answers))))
        if not lines["mean"].groups[segment][place].number.hidden:
            equations.append(np.kron(within, points))
        given = now.loc[now[segment].astype(str) == group.key, question.name].value_counts()
        for at, key in enumerate(answers):
            row = np.kron(within, np.eye(len(answers))[at])
            if not lines[key].groups[segment][place].number.hidden:
                equations.append(row)
            elif 0 < given.get(float(key), 0) < 5:
                secret[f"{question.name} {segment} {group.key} {key}"] = row
    known = np.array(equations)
    _, sizes, basis = np.linalg.svd(known, full_matrices=False)
    basis = basis[sizes > sizes.max() * max(known.shape) * np.finfo(float).eps]  # as matrix_rank counts
    return {name for name, row in secret.items() if np.abs(row - basis.T @ (basis @ row)).max() < 1e-8}


def attacked(toplines: Toplines) -> set[str]:
    scales = [one for one in toplines.questions if one.kind == "scale"]
    tables = ((one, segment) for one in scales for segment in ("channel", "industry", "region"))
    return set().union(*(worked_out(toplines, one, segment) for one, segment in tables))


@pytest.mark.slow
def test_hidden_answers_that_followed_from_means_follow_no_more(before: Toplines, made: Toplines) -> None:
    assert len(attacked(before)) > 10
    assert attacked(made) == set()
    assert recovered(made.survey, ledger(made)) == []  # over all tables together
    everyone, after = (
        {(one.name, line.key): repr(line.waves) for one in toplines.questions for line in one.lines}
        for toplines in (before, made)
    )
    assert everyone == after
