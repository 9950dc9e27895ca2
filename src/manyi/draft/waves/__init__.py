"""The next wave of a survey: its columns matched with the earlier ones, and what became of each answer."""
