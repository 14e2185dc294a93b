"""``python -m campus5g.pool [--homes FOLDER]``: the pool of a site.

With ``--homes`` it serves the users of a classroom server whose homes are in the folder, on the
socket ``CAMPUS5G_POOL``; without it, only its own user, on the socket ``CAMPUS5G_OWN_POOL``.
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
        # Anyone may read the public keys; private files are created with their own narrower mode.
        os.umask(0o022)
    with listening(pool_socket(), for_everybody=homes is not None) as listener:
        if homes is not None:
            make_keys()
        warm_up()
        serve(listener, lambda: None, None if homes is None else Strangers(homes))


if __name__ == "__main__":
    main()
