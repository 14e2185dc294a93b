"""Runs one notebook in a sandbox as nbgrader would, and believes nothing the sandbox says."""
