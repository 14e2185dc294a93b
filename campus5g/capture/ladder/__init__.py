"""Call flows: who says what to whom, as a ladder diagram."""
