"""Certificates: what a learner has reached and how long it took, frozen, signed by its hash.

``achievements`` finds what was reached, objective by objective, and the time spent; ``issuing``
makes a certificate of it (``content``, under one of the ``numbers``), revokes and corrects it;
``document`` prints it, and ``verification`` shows anyone whether it is valid.
"""
