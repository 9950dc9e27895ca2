"""Population targets for weighting, each with its source. margins.yml: item -> margin."""

from __future__ import annotations

import math

from pydantic import model_validator

from manyi.rows.codebook import Strict, Text, in_force


class Margin(Strict):
    """Shares of a population by the categories of one item: {key: share}, or {wave: {key: share}} from a wave on."""

    source: Text
    year: int
    population: Text | None = None  # whom the shares describe
    targets: dict[str, float] | dict[int, dict[str, float]]

    @model_validator(mode="after")
    def _shares(self) -> Margin:
        for shares in self.by_wave().values():
            if not shares or min(shares.values()) <= 0 or not all(map(math.isfinite, shares.values())):
                raise ValueError("every target is a share above 0 (leave out a category that nobody can be in)")
            if abs(math.fsum(shares.values()) - 1) > 1e-6:
                raise ValueError(f"targets sum to {math.fsum(shares.values()):.6g}, not to 1")
        return self

    def by_wave(self) -> dict[int, dict[str, float]]:
        """Return {wave: {key: share}}; 0 stands for every wave."""
        nested = {key: shares for key, shares in self.targets.items() if isinstance(shares, dict)}
        plain = {str(key): share for key, share in self.targets.items() if not isinstance(share, dict)}
        return {int(wave): shares for wave, shares in nested.items()} if nested else {0: plain}

    def shares(self, wave: int) -> dict[str, float]:
        """Return the targets in force in a wave; empty when there are none yet."""
        return in_force(self.by_wave(), wave) or {}


Margins = dict[str, Margin]
