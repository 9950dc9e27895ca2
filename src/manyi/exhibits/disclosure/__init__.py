"""What a study publishes as an attacker would read it: which hidden numbers follow from the printed ones."""
