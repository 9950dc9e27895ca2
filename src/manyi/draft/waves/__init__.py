"""The next wave of a survey: its columns matched with those before, and what became of each answer."""
