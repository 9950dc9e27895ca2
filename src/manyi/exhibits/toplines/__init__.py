"""Every question and its answers, wave by wave, and their crosstabs."""
