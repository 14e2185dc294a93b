"""What administrators do: one module a page or two."""
