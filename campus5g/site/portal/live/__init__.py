"""A class votes: the trainer's pages, the large screen, and the phones in the room."""
