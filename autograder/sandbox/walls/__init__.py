"""The walls themselves: system calls, namespaces, the read-only root, Landlock and seccomp."""
