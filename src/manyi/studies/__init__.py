"""What belongs to one kind of study, and nothing else needs. The core imports nothing from here."""
