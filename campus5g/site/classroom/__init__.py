"""The classroom server: the site for a class of strangers, an OS user for each of them.

The Hub runs as root and starts each person's server as their OS user; the portal runs as the
site's own. The portal asks the Hub to do what it may not do itself (`asking.py`, `duties.py`).
"""
