"""The commands that a learner may send to a modem, and those that are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.gateway.modems.policy import Reason, refusal


@pytest.mark.parametrize(
    "command",
    [
        "AT",
        "ATI",
        "at+csq",
        "AT+CSQ",
        "AT+CESQ",
        "AT+COPS?",
        "AT+C5GREG?",
        "AT+C5GREG=2",
        "AT+C5GREG=2;+C5GREG?",
        "AT+CFUN=0",
        "AT+CFUN=1",
        "AT+CFUN?",
        "AT+CGPADDR",
        "AT+CGPADDR=1",
        "AT+CIMI",
        "AT+CGSN",
        "AT+CMEE=2",
        'AT+QENG="servingcell"',
        'AT+C5GREG?;+CESQ;+QENG="servingcell"',
        'AT+QNWPREFCFG="mode_pref"',
        "AT+COPS=3,2",
        "AT+QRSRP?",
        "AT+QTEMP",
        "AT+QNWINFO",
        " AT + CSQ ",
    ],
)
def test_queries_and_radio_off_and_on_are_allowed(command: str) -> None:
    assert refusal(command) is None


@pytest.mark.parametrize(
    "command",
    [
        "AT+CFUN=1,1",
        "AT+CFUN=4",
        "AT+CPIN=1234",
        'AT+CLCK="PN",0,"123"',
        'AT+CPWD="SC","0000","1111"',
        "AT+COPS=2",
        "AT+COPS=?",
        "AT+CGATT=0",
        'AT+CGDCONT=1,"IP","other"',
        "AT+CRSM=214,28423,0,0,9,0829",
        'AT+CSIM=10,"00A4000000"',
        'AT+QCFG="band"',
        'AT+QFOTADL="http://x"',
        "AT+QPOWD",
        "AT+QPRTPARA=3",
        'AT+EGMR=1,7,"1"',
        "AT+CSQ;+CFUN=1,1",
        "AT+CSQ;+CPIN=1234",
        'AT+QENG="servingcell;+CPIN=1"',
        "AT&F",
        "ATZ",
        "ATD112;",
        "AT+CSQ\rAT+CPIN=1234",
        "AT+CSQ\nAT&F",
        "AT+CSQ\x1a",
        "ATE1",
        "A/",
        "",
        "+++",
    ],
)
def test_commands_that_detach_rewrite_reset_or_unlock_are_refused(command: str) -> None:
    assert refusal(command) is not None


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("AT+COPS=?", Reason.SEARCHES),
        ("AT+COPS=2", Reason.LEAVES),
        ("AT+CGATT=0", Reason.LEAVES),
        ("AT+CFUN=4", Reason.LEAVES),
        ('AT+QNWPREFCFG="nr5g_band",78', Reason.LEAVES),
        ('AT+QNWLOCK="common/5g",1', Reason.LEAVES),
        ("AT+CPIN=1234", Reason.SIM),
        ("AT+CFUN=1,1", Reason.REWRITES),
        ('AT+QFOTADL="http://x"', Reason.REWRITES),
        ("AT&F", Reason.REWRITES),
        ("ATD112;", Reason.CALLS),
        ("ATE1", Reason.CONNECTION),
        ("AT+CSQ;+CPIN=1234", Reason.SIM),
        ("AT+NOSUCH", Reason.UNLISTED),
        ("AT+CSQ\rAT&F", Reason.NO_COMMAND_LINE),
    ],
)
def test_each_refusal_has_a_reason_in_both_languages(command: str, reason: Reason) -> None:
    assert refusal(command) is reason
    english = reason.sentence
    set_language("fr")
    assert reason.sentence != english


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_line_end_or_control_character_ever_passes(text: str) -> None:
    if any(ord(character) < 32 or ord(character) > 126 for character in text):
        assert refusal(f"AT+CSQ{text}") is Reason.NO_COMMAND_LINE


@settings(deadline=None)
@given(st.from_regex(r"\+[A-Z]{2,6}=[0-9A-Z\",]{1,10}", fullmatch=True))
def test_a_setting_passes_only_when_it_is_listed(setting: str) -> None:
    if refusal(f"AT{setting}") is None:
        assert setting.startswith(
            (
                "+CFUN=",
                "+C5GREG=",
                "+CREG=",
                "+CGREG=",
                "+COPS=3,",
                "+CEREG=",
                "+CMEE=",
                "+CGPADDR=",
                "+CGEREP=",
            )
        )
