"""The wires between hosts: links with delay, SCTP associations, and the capture taps on them."""
