"""The server process that workers are forked from: no threads, imports made once."""

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_PRELOADED = "autograder.batch.worker"


def start_worker_server() -> ForkServerContext:
    """Start the server unless it runs; return the context to fork from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    forkserver.ensure_running()
    return context
