"""The long simulation: python -m tests.simulation [samples]. Writes docs/simulation.json, renders docs/methods.md."""

from __future__ import annotations

import json
import sys
import time

from manyi import places
from tests.methods import render
from tests.simulation import categories, forms
from tests.simulation.joint import levels_of_joint_tests
from tests.simulation.models import truth_of_models
from tests.simulation.questions import truth
from tests.simulation.run import Found, one
from tests.simulation.samples import world
from tests.simulation.summary import summary

SAMPLES, STEP = 2000, 100


def main(samples: int) -> None:
    """Draw the samples; after every STEP write what has come out so far."""
    file, people, found = places.root() / "docs" / "simulation.json", world(), Found()
    start, true = time.monotonic(), truth(people) | truth_of_models(people)
    joint = levels_of_joint_tests()
    print(f"joint tests: {time.monotonic() - start:.0f} s", flush=True)
    for number in range(samples):
        one(found, people, number)
        if found.runs % STEP == 0 or found.runs == samples:
            file.write_text(json.dumps({**summary(found, true), "joint": joint}, indent=1) + "\n", encoding="utf-8")
            print(f"{found.runs} of {samples} samples, {time.monotonic() - start:.0f} s", flush=True)
    forms.write()
    categories.write()
    render()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
