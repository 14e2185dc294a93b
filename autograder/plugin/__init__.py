"""The sandbox lent to stock nbgrader: autograde, the formgrader and the Validate button."""
