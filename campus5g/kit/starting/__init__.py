"""Which kit a notebook gets: booked, served on this machine, or a virtual kit of its own."""
