"""What the explorers show: a widget (`<explorer>.py`, `.js`, and `.css` if need be) for each."""
