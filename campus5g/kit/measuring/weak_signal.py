"""Below which levels a campus network's service suffers.

Rules of thumb: no specification sets these limits.
"""

WEAK_RSRP_DBM = -105.0
WEAK_RSRQ_DB = -15.0
WEAK_SINR_DB = 5.0
