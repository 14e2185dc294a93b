"""The explorer `fibre_cut`."""
