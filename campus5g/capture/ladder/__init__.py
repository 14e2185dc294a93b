"""Call flows: the messages between network functions as a ladder diagram."""
