"""A chapter in a notebook: it shows, says, claims, and keeps the record of what it printed."""
