"""A first description of a survey, drafted from its file: every guess marked, with the counts it rests on."""
