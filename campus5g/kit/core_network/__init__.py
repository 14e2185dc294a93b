"""What a learner asks the core for: its console, procedures of the network, and a policy."""
