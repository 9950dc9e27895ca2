"""What is known of a report before it is built: whether it is ready, what would stop it, what is left to settle."""
