"""What a study announced before its data came: each claim is tested as it was announced."""

from manyi.stats.planned.claims import MANY, announced, stated, waiting_times, words
from manyi.stats.planned.driver_models import all_scales, bounds, model_rows, one_step_up, ordinal_check, scales
from manyi.stats.planned.headline import comparable_wave, headline_change, headline_wave, other_choices

__all__ = [
    "MANY", "all_scales", "announced", "bounds", "comparable_wave", "headline_change",
    "other_choices", "headline_wave", "model_rows", "one_step_up", "ordinal_check", "scales",
    "stated", "waiting_times", "words",
]  # fmt: skip
