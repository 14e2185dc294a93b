"""One module per protocol that a kit's devices speak."""
