"""The Hub's own pages, as a visitor of a running site calls them up."""

import httpx


def ask_for_server(client: httpx.Client, *whose: str) -> None:
    """Have the Hub start a server: one's own, or that of a name and perhaps a server's name."""
    answer = client.get("/".join(("/hub/spawn", *whose)))
    # JupyterHub answers so while it begins what the portal asked for a moment before.
    if answer.status_code != 500:
        answer.raise_for_status()
