"""What this gateway measured, and its signed attestations."""
