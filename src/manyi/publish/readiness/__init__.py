"""What is known about a report before it is built: whether it is ready, what would stop it, what is still open."""
