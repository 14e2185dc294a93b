"""What everybody may see, signed in or not."""
