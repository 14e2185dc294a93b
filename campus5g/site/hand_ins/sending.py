"""Hands in from a learner's own server: over HTTP to the portal, with the server's Hub token.

For ``ExchangeFactory.submit``: the page of a module, the button in JupyterLab and ``nbgrader
submit`` all hand in by it. The server needs no place in the site's exchange.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from nbgrader.exchange.default import ExchangeSubmit

from campus5g.kit.starting.booked import PORTAL
from campus5g.language import current_language
from campus5g.site import surroundings
from campus5g.site.hand_ins.archive import ignored_by_nbgrader, pack
from campus5g.site.hand_ins.taking_in import Receipt, not_taken
from campus5g.whole_folder import put_in_place

PIECE_BYTES = 4 << 20
"""The portal takes bodies of 8 MiB."""

_TRIED_FOR_S = 20.0
_PAUSE_S = 0.5
_ANSWER_S = 60.0


class SendToPortal(ExchangeSubmit):  # type: ignore[misc]
    """Like nbgrader's own, but the site takes the work in, and says when.

    A connection that is cut is tried again for twenty seconds, and goes on where it was cut off;
    so does the next try of the same work.
    """

    cache_path: str
    src_path: str

    def start(self) -> None:
        """Hand in; the time and the place are the site's to choose."""
        self.init_src()
        self.cache_path = str(Path(self.cache) / self.coursedir.course_id)
        self.copy_files()

    def copy_files(self) -> None:
        """Freeze the work in the learner's cache, and send that."""
        cache = Path(self.cache_path)
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".sending-") as folder:
            frozen = Path(folder) / "work"
            self.do_copy(self.src_path, str(frozen))
            with tempfile.TemporaryFile(dir=cache) as archive:
                digest = pack(frozen, os.geteuid(), archive, ignored_by_nbgrader())
                receipt = self._send(archive, digest)
            self._keep(frozen, receipt)
        self.log.info("Handed in %s at %s", self.coursedir.assignment_id, receipt.stamp)

    def _keep(self, frozen: Path, receipt: Receipt) -> None:
        """Keep what nbgrader finds feedback by: the work, its time and its secret."""
        (frozen / "timestamp.txt").write_text(receipt.stamp, encoding="utf-8")
        (frozen / "submission_secret.txt").write_text(receipt.secret, encoding="utf-8")
        name = "+".join(
            (os.environ["JUPYTERHUB_USER"], self.coursedir.assignment_id, receipt.stamp)
        )
        kept = Path(self.cache_path) / name
        # The site had this very work already.
        shutil.rmtree(kept, ignore_errors=True)
        put_in_place(frozen, kept)

    def _send(self, archive: Any, digest: str) -> Receipt:
        size = os.fstat(archive.fileno()).st_size
        work = f"{self.coursedir.course_id}/{self.coursedir.assignment_id}/{digest}"
        give_up_at = time.monotonic() + _TRIED_FOR_S
        with httpx.Client(
            base_url=f"{os.environ[PORTAL].rstrip('/')}/own/",
            headers={
                "Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}",
                "Accept-Language": current_language(),
            },
            timeout=_ANSWER_S,
            trust_env=False,
        ) as portal:
            while True:
                try:
                    if surroundings.handed_out_by_portal():
                        self._tell_kit_keys(portal)
                    return self._send_rest(portal, f"hand-ins/{work}", archive, size)
                except httpx.HTTPError as error:
                    self.log.warning("The portal could not be reached: %s", error)
                    if time.monotonic() > give_up_at:
                        self.fail(str(not_taken()))
                # Nothing tells when a network is back.
                time.sleep(_PAUSE_S)

    def _tell_kit_keys(self, portal: httpx.Client) -> None:
        """Have the site trust what kits of this machine have signed for this learner."""
        from campus5g.evidence import published_keys

        keys = [key.encoded() for key in published_keys()]
        if keys:
            self._accepted(portal.put("kit-keys", json=keys))

    def _send_rest(self, portal: httpx.Client, place: str, archive: Any, size: int) -> Receipt:
        state = self._understand(portal.get(place))
        while state["receipt"] is None:
            archive.seek(state["offset"])
            state = self._understand(
                portal.patch(
                    place,
                    params={"offset": state["offset"], "size": size},
                    content=archive.read(PIECE_BYTES),
                    headers={"Content-Type": "application/octet-stream"},
                )
            )
        return Receipt(**state["receipt"])

    def _understand(self, answer: httpx.Response) -> dict[str, Any]:
        """Return the state of the transfer; raise what can be tried again as httpx does."""
        if answer.status_code == httpx.codes.CONFLICT:
            refused = answer.json()
            self.fail(f"{refused['problem']} {refused['remedy']}")
        state: dict[str, Any] = self._accepted(answer).json()
        return state

    def _accepted(self, answer: httpx.Response) -> httpx.Response:
        """Return an answer that is none of a refusal; raise what can be tried again."""
        if answer.is_client_error:
            self.fail(str(not_taken()))
        return answer.raise_for_status()
