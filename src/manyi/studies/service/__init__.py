"""Service logs held against targets: verdicts, scorecard, control chart."""
