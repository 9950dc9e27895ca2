"""What a study announced before its data came: each claim tried as it was announced."""
