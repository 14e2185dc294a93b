"""The operator's side of a kit: planned, provisioned and accepted before learners use it."""
