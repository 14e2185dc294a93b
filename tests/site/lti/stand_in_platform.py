"""A learning platform with its own keys that begins launches and signs them."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://moodle.example"
CLIENT_ID = "campus-client"
KEY_ID = "key-1"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def claims(nonce: str, **other: Any) -> dict[str, Any]:
    """Return Moodle's claims about a learner; `other` claims replace them."""
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": "42",
        "iat": now,
        "exp": now + 60,
        "nonce": nonce,
        "given_name": "Zoé",
        "family_name": "D’Alès",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}deployment_id": "1",
        f"{CLAIM}target_link_uri": "https://campus.example/",
        f"{CLAIM}resource_link": {"id": "7"},
        f"{CLAIM}roles": [f"{MEMBERSHIP}Learner"],
        f"{CLAIM}launch_presentation": {"locale": "en"},
    }
    return usual | other


@dataclass
class StandInPlatform:
    """A platform under the test's control: its keys are served, its pages are the test's."""

    jwks_endpoint: str
    key: rsa.RSAPrivateKey = field(repr=False)

    def settings(self, **other: Any) -> str:
        """Return the text of ``lti.yaml`` (JSON is YAML)."""
        return json.dumps(
            {
                "issuer": ISSUER,
                "client_id": CLIENT_ID,
                "authorization_endpoint": f"{ISSUER}/mod/lti/auth.php",
                "jwks_endpoint": self.jwks_endpoint,
                **other,
            }
        )

    def begin(self, browser: httpx.Client, **other: str) -> httpx.Response:
        """Send a browser to where launches begin."""
        arguments = {
            "iss": ISSUER,
            "client_id": CLIENT_ID,
            "login_hint": "42",
            "lti_message_hint": "7",
            "target_link_uri": str(browser.base_url),
        }
        return browser.post("/hub/lti13/oauth_login", data=arguments | other)

    def signed(self, said: dict[str, Any], key: rsa.RSAPrivateKey | None = None) -> str:
        return jwt.encode(said, key or self.key, algorithm="RS256", headers={"kid": KEY_ID})


def asked(redirect: httpx.Response) -> dict[str, str]:
    """Return the site's request to the platform when it redirects a browser there."""
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(redirect.headers["location"]).query).items()
    }


@contextmanager
def stand_in_platform() -> Iterator[StandInPlatform]:
    """Serve the keys of a platform."""
    key = new_key()
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    keys = json.dumps({"keys": [public | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, *_: object) -> None:
            """Keep the test's output to the test."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield StandInPlatform(f"http://127.0.0.1:{server.server_port}/certs", key)
        finally:
            server.shutdown()
            serving.join()
