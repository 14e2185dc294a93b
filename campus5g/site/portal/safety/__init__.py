"""What every request passes: form tokens, headers, limits, and a frame for strangers' content."""
