"""What learners' own servers tell of their work: sent over HTTP, kept by the portal.

By ``progress: portal`` in ``deployment.yaml``; otherwise the portal reads learners' homes.
"""
