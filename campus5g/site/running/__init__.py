"""A run of the site: started, one at a time, and ended with every process that it started."""
