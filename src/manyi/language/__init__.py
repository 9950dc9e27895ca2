"""Two languages: texts, numbers, dates and units as a reader of either would write them."""
