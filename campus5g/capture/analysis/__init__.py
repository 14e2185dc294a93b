"""What messages and packets add up to: UEs, procedures, findings, user plane."""
