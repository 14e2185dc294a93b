"""What administrators do with accounts, kits and what is kept; and how the site is."""
