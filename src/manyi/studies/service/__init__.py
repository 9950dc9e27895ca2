"""Service logs compared with targets: verdicts, scorecard, control chart."""

from manyi.studies.service.service_year import ServiceYear, signal, signal_counts, signals

__all__ = ["ServiceYear", "signal", "signal_counts", "signals"]
