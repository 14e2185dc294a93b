"""The kit's control port, and the orders that it takes."""
