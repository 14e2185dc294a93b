"""The explorer `neighbour_frames`."""
