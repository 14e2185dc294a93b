"""The security headers of every answer."""

import pytest
from fastapi.testclient import TestClient
from people import Visitor

from campus5g.site.portal.app import LARGEST_BODY_BYTES


@pytest.mark.parametrize("path", ["", "nowhere", "static/portal.css"])
def test_scripts_are_only_the_sites_own_and_framing_is_denied(
    client: TestClient, path: str
) -> None:
    policy = Visitor(client, "ada").get(path).headers["content-security-policy"]

    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'self'" in policy


def test_pages_about_people_are_not_cached(client: TestClient) -> None:
    assert Visitor(client, "ada").get("").headers["cache-control"] == "no-store"


def test_a_body_above_the_limit_is_refused_unread(client: TestClient) -> None:
    answer = client.post("account/language", content=b"x" * (LARGEST_BODY_BYTES + 1))

    assert answer.status_code == 413


def test_a_body_of_unannounced_length_is_refused(client: TestClient) -> None:
    pieces = (b"x" * 2**20 for _ in range(10))

    answer = client.post(
        "account/language",
        content=pieces,
        headers={
            "test-person": "ada",
            "content-type": "application/x-www-form-urlencoded",
        },
    )

    assert answer.status_code == 413
