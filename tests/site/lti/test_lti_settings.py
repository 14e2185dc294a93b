from pathlib import Path

import pytest
from stand_in_platform import StandInPlatform, new_key

from campus5g.errors import CampusError
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.lti.used_nonces import REMEMBERED_S, UsedNonces


@pytest.fixture
def platform() -> StandInPlatform:
    return StandInPlatform("http://127.0.0.1:8001/certs", new_key())


def test_without_the_file_there_is_no_sign_in_from_a_platform(tmp_path: Path) -> None:
    assert load_lti_settings(tmp_path / "lti.yaml") is None


def test_four_lines_suffice_and_allow_little(tmp_path: Path, platform: StandInPlatform) -> None:
    (tmp_path / "lti.yaml").write_text(platform.settings())

    settings = load_lti_settings(tmp_path / "lti.yaml")

    assert settings is not None
    assert settings.cohorts == ()
    assert not settings.instructors_are_trainers


@pytest.mark.parametrize(
    "wrong",
    [
        {"jwks_endpoint": "http://moodle.example/certs"},
        {"jwks_endpoint": "file:///etc/passwd"},
        {"jwks_endpoint": "http://127.0.0.1.moodle.example/certs"},
        {"authorization_endpoint": "moodle.example"},
        {"client_id": ""},
        {"cohorts": ["Groupe A"]},
        {"instructor_is_trainer": True},
    ],
)
def test_an_unsafe_or_unknown_key_is_refused_by_name(
    tmp_path: Path, platform: StandInPlatform, wrong: dict[str, object]
) -> None:
    file = tmp_path / "lti.yaml"
    file.write_text(platform.settings(**wrong))

    with pytest.raises(CampusError, match=next(iter(wrong))):
        load_lti_settings(file)


def test_a_nonce_is_valid_once_and_as_long_as_its_launch() -> None:
    time_s = 0.0
    nonces = UsedNonces(lambda: time_s)

    assert nonces.use("a")
    assert nonces.use("b")
    assert not nonces.use("a")
    time_s = REMEMBERED_S
    assert nonces.use("a")
