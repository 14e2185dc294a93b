"""What is wrong with a module, one family of rules a file; ``campus5g check`` asks them all."""
