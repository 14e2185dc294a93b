"""Serve released modules as `campus5g preview` does: ``served_modules.py FOLDER``.

The folder holds one folder a page, with one folder a language; it may grow while it is served.
Prints an address of the server once it can be asked.
"""

import os
import sys
from pathlib import Path

from campus5g.authoring.preview.page_server import PageServer
from campus5g.draw import DRAW_VARIABLE, Draw

if __name__ == "__main__":
    os.environ[DRAW_VARIABLE] = Draw.named("preview").seed.hex()
    PageServer(Path(sys.argv[1]), "page").run(lambda address: print(address, flush=True))
