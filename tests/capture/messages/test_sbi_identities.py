"""The identities in messages of service-based interfaces, whatever their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.capture.messages.message import Message
from campus5g.capture.messages.sbi_identities import asked_resources, identities, made_resources

SMF = "10.53.1.4"


def said(**fields: str) -> Message:
    return Message(
        *(1, 0, 0.0, "SBI", "HTTP/2", "", None, "initiating", "10.53.1.5", SMF, "up"),
        fields={_NAMES[name]: (text,) for name, text in fields.items()},
    )


def answered(location: str) -> Message:
    return Message(
        *(2, 0, 0.1, "SBI", "HTTP/2", "201 Created", None, "successful", SMF, "10.53.1.5", "down"),
        fields={"http2.headers.location": (location,)},
    )


_NAMES = {
    "path": "http2.headers.path",
    "uri": "http.request.uri",
    "location": "http2.headers.location",
    "body": "json.value.string",
}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"path": "/nudm-sdm/v2/imsi-001010000000001/am-data"}, {("imsi", "001010000000001")}),
        ({"body": "imsi-001010000000001"}, {("imsi", "001010000000001")}),
        (
            {"path": "/nudm-ueau/v1/suci-0-001-01-0-1-9-00FFab/security-information"},
            {("suci", "suci-0-001-01-0-1-9-00ffab")},
        ),
        (
            {"path": "/namf-comm/v1/ue-contexts/5g-guti-00101020040000000a2/transfer"},
            {("tmsi", 1, 0, 0xA2)},
        ),
        ({"body": "imsi-1234567890123456"}, set()),
        ({"body": "kimsi-001010000000001"}, set()),
        ({"body": "msisdn-33612345678"}, set()),
    ],
)
def test_identities_are_found_in_paths_and_bodies(
    fields: dict[str, str], found: set[tuple[str | int, ...]]
) -> None:
    assert identities(said(**fields)) == found


@pytest.mark.parametrize(
    "location",
    [
        "http://smf:7777/nsmf-pdusession/v1/sm-contexts/5",
        "https://[2001:db8::4]/nsmf-pdusession/v1/sm-contexts/5/",
        "/nsmf-pdusession/v1/sm-contexts/5",
        "5",
        "5?from=a/b",
    ],
)
def test_later_requests_refer_to_resources_an_answer_created(location: str) -> None:
    (made,) = made_resources(answered(location), "/nsmf-pdusession/v1/sm-contexts")

    assert made in asked_resources(said(path="/nsmf-pdusession/v1/sm-contexts/5/modify?x=1"))
    assert made not in asked_resources(said(path="/nsmf-pdusession/v1/sm-contexts/55/modify"))


def test_a_collection_is_not_a_resource_of_one_ue() -> None:
    assert asked_resources(said(path="/nsmf-pdusession/v1/sm-contexts")) == []
    assert made_resources(answered("/nsmf-pdusession/v1/sm-contexts"), "/x") == []


@given(st.dictionaries(st.sampled_from(sorted(_NAMES)), st.text() | st.just("http://[::")))
def test_any_text_in_a_capture_is_read(fields: dict[str, str]) -> None:
    message = said(**fields)

    for server, path in [*asked_resources(message), *made_resources(message, "/a/b/c")]:
        assert server in (message.source, message.destination)
        assert "?" not in path
    assert all(isinstance(one, tuple) for one in identities(message))
