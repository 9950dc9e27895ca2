"""Sentences whose wording a test decides."""
