"""The explorer `attack_tree`."""
