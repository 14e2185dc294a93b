"""The explorer `wish_price`."""
