"""The rules for modules, one family per file; ``campus5g check`` applies them all."""
