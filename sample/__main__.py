"""`python -m sample [study ...]`: write the sample studies under data/, the same bytes each time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from manyi import places
from manyi.errors import InputError
from sample import (
    STUDIES,
    appliance_delivery,
    codebook,
    definition,
    draw,
    firms_delivery,
    interviews,
    population,
    retail_delivery,
    rotation,
)
from sample.deliver import Delivery, deliver
from sample.files import write
from sample.record import wave_truth, write_truth
from sample.table_files import write_origin

PRODUCER = {
    "en": "Made by manyi.sample: synthetic people, not a survey",
    "zh": "由 manyi.sample 生成的示例数据，并非真实调查",
}


def delivery(study: str, wave: int) -> Delivery:
    """Return one wave as delivered: drawn and spoilt with the study's fixed seed."""
    builder, plan = STUDIES[study]
    districts = rotation(plan.WAVES, plan.PSUS, np.random.default_rng([plan.SEED, 1]))[wave]
    sample = draw(population(study, wave), np.random.default_rng([plan.SEED, wave, 2]), districts)
    fieldwork = definition(study)["waves"][wave]["fieldwork"]
    rng = np.random.default_rng([plan.SEED, wave, 3])
    return deliver(sample, codebook(study), plan.LAYOUTS[wave], tuple(fieldwork), builder.themes, rng)


def write_study(study: str) -> dict[int, dict[str, int]]:
    """Write every wave of a study; return what was planted in each."""
    _, plan = STUDIES[study]
    planted, parts = {}, {}
    for wave in plan.WAVES:
        folder = places.data() / study / "raw" / str(wave)
        delivered = delivery(study, wave)
        files = [write(folder, layout, delivered.files[layout.name]) for layout in plan.LAYOUTS[wave]]
        write_origin(folder, PRODUCER, definition(study)["waves"][wave]["fieldwork"][1], files)
        planted[wave], parts[wave] = delivered.planted, wave_truth(study, wave)
    write_truth(study, parts, planted)
    return planted


# Study -> what writes it; the two surveys of people alike, the others in their own way.
WRITERS: dict[str, Callable[[], Mapping[int, object]]] = {
    **{study: partial(write_study, study) for study in STUDIES},
    interviews.STUDY: interviews.write_all,
    "firms": firms_delivery.write_all,
    "appliance": appliance_delivery.write_all,
    "retail": retail_delivery.write_all,
}


def main(names: list[str]) -> int:
    """Write the named studies, or all of them."""
    for name in names:
        if name not in WRITERS:
            raise InputError(f"no sample study {name!r}", allowed=WRITERS)
    for name in names or list(WRITERS):
        waves = WRITERS[name]()
        print(f"{name}: {', '.join(map(str, waves))} written")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        sys.exit(str(error))
