"""What messages and packets show together: UEs, procedures, findings, user plane."""
