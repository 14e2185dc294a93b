"""What runs in the sandbox: the kernel without sockets, and the frames it talks in.

Imported where learners' code runs: the standard library, IPython and ipykernel, nothing else.
"""
