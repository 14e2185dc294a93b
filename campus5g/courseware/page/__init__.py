"""A module's page: what learners see of an awareness module, without code."""
