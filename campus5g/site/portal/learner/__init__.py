"""What a learner does on the portal: one module a page or two."""
