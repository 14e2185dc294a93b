"""The classroom server: the site for a class of strangers, an OS user for each of them.

The Hub runs as root and starts each person's server as their OS user; the portal runs as the
site's own. What the portal may not do itself it asks of the Hub (`asking.py`, `duties.py`).
"""
