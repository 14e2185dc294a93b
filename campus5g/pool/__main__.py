"""``python -m campus5g.pool [--homes FOLDER]``: the pool of a site.

It takes orders at the socket that ``CAMPUS5G_POOL`` names, of the people of a classroom server
whose homes are in the folder; without one at that of ``CAMPUS5G_OWN_POOL``, of its own user alone.
"""

import argparse
import os
from pathlib import Path

from campus5g.places import pool_socket
from campus5g.pool.strangers import Strangers
from campus5g.pool.warm_parent import listening, make_keys, serve, warm_up


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m campus5g.pool", description=main.__doc__)
    parser.add_argument("--homes", type=Path, help="folder of people's homes")
    homes: Path | None = parser.parse_args().homes
    if homes is not None:
        # The Hub's files are its own; public keys are everybody's. Private ones see to themselves.
        os.umask(0o022)
    with listening(pool_socket(), for_everybody=homes is not None) as listener:
        if homes is not None:
            make_keys()
        warm_up()
        serve(listener, lambda: None, None if homes is None else Strangers(homes))


if __name__ == "__main__":
    main()
