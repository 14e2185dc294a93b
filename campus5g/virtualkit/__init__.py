"""The virtual kit: a 5G campus network in one process, seen from outside like a real kit."""
