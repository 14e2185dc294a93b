"""What explorers compute: pure functions, with units in their names and their sources."""
