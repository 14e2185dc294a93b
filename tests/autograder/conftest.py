"""Makes what lies in this folder importable by all tests of the autograder."""
