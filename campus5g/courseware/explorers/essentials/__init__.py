"""The explorers of the course *essentials*: one folder each, with its model, view and script."""
