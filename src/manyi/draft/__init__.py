"""A first description of a survey, drafted from its file: every guess is marked, with the counts behind it."""
