"""What the host offers: user namespaces or the remedy, control groups, the processes in /proc."""
