"""How fast and how large: python -m bench, or make bench. Nothing here is a test."""
