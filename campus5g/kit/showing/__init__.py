"""What the notebook shows of a kit: its card, progress, live curves, numbers in words."""
