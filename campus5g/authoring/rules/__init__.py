"""What is wrong with a module, one family of rules per file; ``campus5g check`` runs them all."""
