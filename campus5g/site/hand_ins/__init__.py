"""How a learner's work comes to the site: packed by its server, sent over HTTP, taken in whole."""
