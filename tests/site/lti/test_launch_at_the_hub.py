"""Launches at a site that runs, with a platform that the test plays."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from running_site import CopyDemo, RunningSite, StartSite
from sqlalchemy import select
from stand_in_platform import (
    CLAIM,
    MEMBERSHIP,
    StandInPlatform,
    asked,
    claims,
    new_key,
    stand_in_platform,
)

from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

pytestmark = pytest.mark.proof

CALLBACK = "/hub/lti13/oauth_callback"


@pytest.fixture(scope="module")
def platform() -> Iterator[StandInPlatform]:
    with stand_in_platform() as platform:
        yield platform


@pytest.fixture(scope="module")
def site(
    start_site: StartSite,
    copy_demo: CopyDemo,
    platform: StandInPlatform,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningSite]:
    data = copy_demo(tmp_path_factory.mktemp("lti") / "data")
    (data / "lti.yaml").write_text(
        platform.settings(platform="Moodle du test", cohorts=[COHORT_ID])
    )
    site = start_site(data)
    site.wait_until_open()
    yield site
    site.stop()


@pytest.fixture
def visitors() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def browser(site: RunningSite, visitors: ExitStack) -> httpx.Client:
    return new_browser(site, visitors)


def new_browser(site: RunningSite, visitors: ExitStack) -> httpx.Client:
    return visitors.enter_context(
        httpx.Client(base_url=site.address, timeout=60, headers={"Accept-Language": "fr"})
    )


def launch(browser: httpx.Client, platform: StandInPlatform, **said: Any) -> httpx.Response:
    """Go through a launch up to the site's answer."""
    question = asked(platform.begin(browser))
    token = platform.signed(claims(question["nonce"], **said))
    return browser.post(CALLBACK, data={"state": question["state"], "id_token": token})


def people_named(data: Path, last_name: str) -> list[Person]:
    with Database.of_site(SiteFolders(data).records).session() as records:
        people = records.scalars(select(Person)).all()
        return [each for each in people if each.identity and each.identity.last_name == last_name]


def refused(answer: httpx.Response, sentence: str) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    assert sentence in answer.text
    assert "Traceback" not in answer.text


def test_a_launch_signs_in_enrols_and_is_the_same_person_the_next_time(
    site: RunningSite, platform: StandInPlatform, visitors: ExitStack
) -> None:
    custom = {f"{CLAIM}custom": {"cohort": COHORT_ID}}
    for _ in range(2):
        browser = new_browser(site, visitors)
        answer = launch(browser, platform, **custom)
        assert answer.status_code == 302, answer.text
        assert answer.headers["location"] == "/services/portal/"
        home = browser.get("/services/portal/", follow_redirects=True)
        assert "Zoé" in home.text
        assert '<html lang="en"' in home.text

    (person,) = people_named(site.data, "D’Alès")
    assert person.name.startswith("lti-")
    assert (person.role, person.language) == ("learner", "en")
    with Database.of_site(SiteFolders(site.data).records).session() as records:
        where = select(Enrolment.cohort_id).where(Enrolment.person_id == person.id)
        assert records.scalars(where).all() == [COHORT_ID]


def test_a_launch_that_names_a_module_opens_it(
    browser: httpx.Client, platform: StandInPlatform
) -> None:
    custom = {"cohort": COHORT_ID, "module": "positioning-positioning"}

    answer = launch(browser, platform, **{f"{CLAIM}custom": custom})

    assert answer.headers["location"] == f"/services/portal/open/{COHORT_ID}/{custom['module']}"
    opened = browser.get(answer.headers["location"])
    while "/user/" not in opened.headers.get("location", ""):
        opened = browser.send(opened.next_request)  # type: ignore[arg-type]
    assert f"/open/{COHORT_ID}/{custom['module']}?lang=" in opened.headers["location"]


def test_the_platform_is_asked_as_openid_connect_requires(
    site: RunningSite, browser: httpx.Client, platform: StandInPlatform
) -> None:
    # Not every platform says for whom it begins.
    question = asked(platform.begin(browser, client_id=""))

    assert question["client_id"] == "campus-client"
    assert question["redirect_uri"] == site.address.rstrip("/") + CALLBACK
    assert question["response_type"] == "id_token"
    assert question["response_mode"] == "form_post"
    assert question["lti_message_hint"] == "7"


def test_behind_https_the_cookies_come_with_the_form_that_another_site_sends(
    browser: httpx.Client, platform: StandInPlatform
) -> None:
    browser.headers["X-Forwarded-Proto"] = "https"

    answer = platform.begin(browser)

    assert asked(answer)["redirect_uri"].startswith("https://")
    kept = [each for each in answer.headers.get_list("set-cookie") if "state=" in each]
    assert len(kept) == 2
    assert all("SameSite=None" in each and "Secure" in each for each in kept)


def test_the_sites_own_accounts_still_sign_in(site: RunningSite, browser: httpx.Client) -> None:
    page = browser.get("/hub/login")
    assert "Moodle du test" in page.text

    answer = browser.post(
        "/hub/login",
        params={"_xsrf": browser.cookies["_xsrf"]},
        data={"username": LEARNER, "password": site.sign_ins[LEARNER]},
    )

    assert answer.status_code == 302


def test_a_launch_signs_out_another_person_on_this_browser(
    site: RunningSite, browser: httpx.Client, platform: StandInPlatform
) -> None:
    browser.get("/hub/login")
    browser.post(
        "/hub/login",
        params={"_xsrf": browser.cookies["_xsrf"]},
        data={"username": LEARNER, "password": site.sign_ins[LEARNER]},
    )
    before = browser.get("/services/portal/", follow_redirects=True)
    assert "Zoé" not in before.text

    launch(browser, platform)

    after = browser.get("/services/portal/", follow_redirects=True)
    assert "Zoé" in after.text


def test_a_used_answer_is_refused(
    site: RunningSite, browser: httpx.Client, platform: StandInPlatform, visitors: ExitStack
) -> None:
    question = asked(platform.begin(browser))
    kept = dict(browser.cookies)
    form = {
        "state": question["state"],
        "id_token": platform.signed(claims(question["nonce"])),
    }
    assert browser.post(CALLBACK, data=form).status_code == 302

    refused(browser.post(CALLBACK, data=form), "a déjà servi")
    thief = new_browser(site, visitors)
    thief.cookies.update(kept)
    refused(thief.post(CALLBACK, data=form), "a déjà servi")


def test_an_answer_to_another_browser_or_question_is_refused(
    site: RunningSite, browser: httpx.Client, platform: StandInPlatform, visitors: ExitStack
) -> None:
    question = asked(platform.begin(browser))
    token = platform.signed(claims(question["nonce"]))

    other = new_browser(site, visitors)
    form = {"state": question["state"], "id_token": token}
    refused(other.post(CALLBACK, data=form), "a déjà servi")
    newer = asked(platform.begin(browser))
    form = {"state": newer["state"], "id_token": token}
    refused(browser.post(CALLBACK, data=form), "a déjà servi")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"aud": "another-client"}, "destiné à un autre outil"),
        ({"exp": time.struct_time}, "date de trop longtemps"),
        ({"iat": time.struct_time}, "date de trop longtemps"),
        ({"iss": "https://elsewhere.example"}, "ne connaît pas la plateforme"),
        ({"sub": ""}, "n’a pas transmis votre identité"),
        ({f"{CLAIM}version": "1.1"}, "Il manque quelque chose"),
        ({f"{CLAIM}message_type": "LtiDeepLinkingRequest"}, "Il manque quelque chose"),
        ({f"{CLAIM}custom": {"cohort": "nowhere"}}, "Le groupe «\u00a0nowhere\u00a0»"),
        ({f"{CLAIM}custom": {"module": "no-such"}}, "Le module «\u00a0no-such\u00a0»"),
    ],
)
def test_a_faulty_launch_is_explained_in_a_sentence(
    browser: httpx.Client, platform: StandInPlatform, said: dict[str, Any], sentence: str
) -> None:
    long_ago = int(time.time()) - 3600
    said = {name: long_ago if value is time.struct_time else value for name, value in said.items()}

    answer = launch(browser, platform, **said)

    refused(answer, sentence)
    home = browser.get("/services/portal/", follow_redirects=True)
    assert home.url.path == "/hub/login"


def test_a_signature_by_another_key_is_refused(
    browser: httpx.Client, platform: StandInPlatform
) -> None:
    question = asked(platform.begin(browser))
    token = platform.signed(claims(question["nonce"]), new_key())

    answer = browser.post(CALLBACK, data={"state": question["state"], "id_token": token})

    refused(answer, "La signature de ce lancement")


def test_a_launch_for_an_unknown_platform_or_client_is_refused(
    browser: httpx.Client, platform: StandInPlatform
) -> None:
    refused(platform.begin(browser, iss="https://elsewhere.example"), "ne connaît pas")
    refused(platform.begin(browser, client_id="another"), "destiné à un autre outil")
    refused(platform.begin(browser, login_hint=""), "Il manque quelque chose")


def test_an_answer_without_a_person_is_explained_in_english_too(
    browser: httpx.Client, platform: StandInPlatform
) -> None:
    browser.headers["Accept-Language"] = "en"

    refused(browser.post(CALLBACK, data={"error": "login_required"}), "did not confirm who you are")
    refused(browser.get(CALLBACK), "This launch has already been used")


def test_an_instructor_is_a_learner_unless_the_settings_say_otherwise(
    site: RunningSite, browser: httpx.Client, platform: StandInPlatform
) -> None:
    roles = [f"{MEMBERSHIP}Instructor"]

    launch(browser, platform, sub="9", family_name="Instructor", **{f"{CLAIM}roles": roles})

    (person,) = people_named(site.data, "Instructor")
    assert person.role == "learner"
