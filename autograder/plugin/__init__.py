"""The sandbox lent to stock nbgrader: ``nbgrader autograde``, the formgrader, the Validate button."""
