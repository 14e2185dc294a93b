"""Gradebooks of a site, wherever they are kept: files of nbgrader, or schemas of PostgreSQL."""
