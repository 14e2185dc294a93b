"""What this gateway measured, and its signed word for it."""
