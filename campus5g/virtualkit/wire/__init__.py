"""The links between hosts: their delay, SCTP associations over them, and capture taps."""
