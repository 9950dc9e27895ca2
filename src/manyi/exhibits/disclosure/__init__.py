"""What a study publishes, read as an attacker reads it: which hidden numbers follow from the printed ones."""
