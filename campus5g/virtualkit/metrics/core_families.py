"""The metrics of AMF, SMF and UPF under Open5GS' names (its `src/*/metrics.c`; TS 28.552)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Literal

from campus5g.virtualkit.codecs.identities import Snssai
from campus5g.virtualkit.metrics.exposition import Family, Labels, Sample, single
from campus5g.virtualkit.metrics.n3_account import N3Account
from campus5g.virtualkit.metrics.n4_account import N4Account
from campus5g.virtualkit.metrics.nas_account import (
    REGISTRATION_TIMES_MS,
    AcceptedSession,
    NasAccount,
    UeAccount,
)

_REGISTRATION_TEXTS = {
    "init": ("initial registration requests", "initial registrations"),
    "mob": ("mobility registration update requests", "mobility registration updates"),
    "period": (
        "periodic registration update requests",
        "periodic registration update requests",
    ),
    "emerg": ("emergency registration requests", "emergency registrations"),
}


class CoreFamilies:
    """The metrics of one core.

    Args:
        plmn: its network, as digits.
        nas, n4, n3: what was observed on its interfaces.
    """

    def __init__(self, plmn: str, nas: NasAccount, n4: N4Account, n3: N3Account) -> None:
        self._plmn = plmn
        self._nas, self._n4, self._n3 = nas, n4, n3

    def amf(self) -> list[Family]:
        """Return the AMF's metrics."""
        nas = self._nas
        connected = sum(ue.connected for ue in nas.ues.values())
        registered = Counter(
            part for ue in nas.ues.values() if ue.registered for part in ue.allowed
        )
        sessions = sum(1 for _ in self._active_sessions())
        return [
            single("ran_ue", "gauge", "RAN UEs", connected),
            single("amf_session", "gauge", "AMF Sessions", sessions),
            single("gnb", "gauge", "gNodeBs", len(nas.gnbs)),
            *self._registrations(),
            single(
                "fivegs_amffunction_amf_authreq",
                "counter",
                "Number of authentication requests sent by the AMF",
                nas.authentications["req"],
            ),
            single(
                "fivegs_amffunction_amf_authreject",
                "counter",
                "Number of authentication rejections sent by the AMF",
                nas.authentications["reject"],
            ),
            self._registration_times(),
            self._by_slice(
                "fivegs_amffunction_rm_registeredsubnbr",
                "gauge",
                "Number of registered state subscribers per AMF",
                registered,
            ),
            Family(
                "fivegs_amffunction_amf_authfail",
                "counter",
                "Number of authentication failure messages received by the AMF",
                _by_cause(nas.authentication_failures),
            ),
        ]

    def smf(self) -> list[Family]:
        """Return the SMF's metrics."""
        nas, n4 = self._nas, self._n4
        active = list(self._active_sessions())
        sessions = Counter(session.slice for _, session in active)
        flows = Counter(
            (session.slice, five_qi)
            for _, session in active
            for five_qi in session.five_qis.values()
        )
        return [
            single("ues_active", "gauge", "Active User Equipments", len({ue for ue, _ in active})),
            single("bearers_active", "gauge", "Active Bearers", flows.total()),
            single("gtp1_pdpctxs_active", "gauge", "Active GTPv1 PDP Contexts (GGSN)", 0),
            single("gtp2_sessions_active", "gauge", "Active GTPv2 Sessions (PGW)", 0),
            single("gtp_peers_active", "gauge", "Active GTP peers", 0),
            single("pfcp_sessions_active", "gauge", "Active PFCP Sessions", len(n4.sessions)),
            single("pfcp_peers_active", "gauge", "Active PFCP peers", n4.peers),
            *self._n4_counts("smffunction", " evidented by SMF"),
            self._by_slice(
                "fivegs_smffunction_sm_sessionnbr", "gauge", "Active Sessions", sessions
            ),
            self._by_slice(
                "fivegs_smffunction_sm_pdusessioncreationreq",
                "counter",
                "Number of PDU sessions requested to be created by the SMF",
                self._creations("req"),
            ),
            self._by_slice(
                "fivegs_smffunction_sm_pdusessioncreationsucc",
                "counter",
                "Number of PDU sessions successfully created by the SMF",
                self._creations("succ"),
            ),
            Family(
                "fivegs_smffunction_sm_qos_flow_nbr",
                "gauge",
                "Number of QoS flows at the SMF",
                tuple(
                    Sample(count, {**self._slice_labels(part), "fiveqi": str(five_qi)})
                    for (part, five_qi), count in flows.items()
                ),
            ),
            Family(
                "fivegs_smffunction_sm_pdusessioncreationfail",
                "counter",
                "Number of PDU sessions failed to be created by the SMF",
                _by_cause(nas.session_failures),
            ),
        ]

    def upf(self) -> list[Family]:
        """Return the UPF's metrics."""
        n3, n4 = self._n3, self._n4
        flows: Counter[str] = Counter()
        for session in n4.sessions.values():
            flows[session.dnn] += session.flows
        return [
            single(
                "fivegs_ep_n3_gtp_indatapktn3upf",
                "counter",
                "Number of incoming GTP data packets on the N3 interface",
                n3.packets_in,
            ),
            single(
                "fivegs_ep_n3_gtp_outdatapktn3upf",
                "counter",
                "Number of outgoing GTP data packets on the N3 interface",
                n3.packets_out,
            ),
            *self._n4_counts("upffunction", ""),
            single(
                "fivegs_upffunction_upf_sessionnbr", "gauge", "Active Sessions", len(n4.sessions)
            ),
            single("pfcp_peers_active", "gauge", "Active PFCP peers", n4.peers),
            _by_qfi(
                "fivegs_ep_n3_gtp_indatavolumeqosleveln3upf",
                "Data volume of incoming GTP data packets per QoS level on the N3 interface",
                n3.bytes_in,
            ),
            _by_qfi(
                "fivegs_ep_n3_gtp_outdatavolumeqosleveln3upf",
                "Data volume of outgoing GTP data packets per QoS level on the N3 interface",
                n3.bytes_out,
            ),
            Family(
                "fivegs_upffunction_upf_qosflows",
                "gauge",
                "Number of QoS flows of UPF",
                tuple(Sample(count, {"dnn": dnn}) for dnn, count in flows.items()),
            ),
        ]

    def _active_sessions(self) -> Iterator[tuple[str, AcceptedSession]]:
        """Yield each session that its UE has accepted and the UPF still has, with the SUPI."""
        alive = {session.address for session in self._n4.sessions.values()}
        for ue in self._nas.ues.values():
            for session in _accepted(ue):
                if session.address in alive:
                    yield ue.supi, session

    def _creations(self, outcome: str) -> Counter[Snssai]:
        counts = self._nas.sessions
        return Counter({part: n for (part, kind), n in counts.items() if kind == outcome})

    def _registrations(self) -> Iterator[Family]:
        nas, start = self._nas, "fivegs_amffunction_rm_reg"
        for kind, (requests, registrations) in _REGISTRATION_TEXTS.items():
            yield single(
                f"{start}{kind}req",
                "counter",
                f"Number of {requests} received by the AMF",
                nas.registrations[kind, "req"],
            )
            yield single(
                f"{start}{kind}succ",
                "counter",
                f"Number of successful {registrations} at the AMF",
                nas.registrations[kind, "succ"],
            )
            causes = {cause: n for (of, cause), n in nas.failures.items() if of == kind}
            yield Family(
                f"{start}{kind}fail",
                "counter",
                f"Number of failed {registrations} at the AMF",
                _by_cause(causes),
            )

    def _registration_times(self) -> Family:
        times = self._nas.times_ms
        below = accumulate(times[step] for step in range(len(REGISTRATION_TIMES_MS)))
        buckets = zip((str(bound) for bound in REGISTRATION_TIMES_MS), below, strict=True)
        return Family(
            "fivegs_amffunction_rm_regtime",
            "histogram",
            "Time of registration procedure",
            (
                *(Sample(count, {"le": bound}, "_bucket") for bound, count in buckets),
                Sample(times.total(), {"le": "+Inf"}, "_bucket"),
                Sample(self._nas.total_time_ms, {}, "_sum"),
                Sample(times.total(), {}, "_count"),
            ),
        )

    def _n4_counts(self, function: str, seen_by: str) -> Iterator[Family]:
        n4, start = self._n4, f"fivegs_{function}_sm_n4session"
        counts = {
            "estabreq": ("requested N4 session establishments", n4.establishments),
            "report": ("requested N4 session reports", n4.reports),
            "reportsucc": ("successful N4 session reports", n4.reports_accepted),
        }
        for end, (what, count) in counts.items():
            yield single(f"{start}{end}", "counter", f"Number of {what}{seen_by}", count)
        yield Family(
            f"{start}estabfail",
            "counter",
            f"Number of failed N4 session establishments{seen_by}",
            _by_cause(n4.failures),
        )

    def _by_slice(
        self, name: str, kind: Literal["counter", "gauge"], help_text: str, counts: Counter[Snssai]
    ) -> Family:
        samples = (Sample(count, self._slice_labels(part)) for part, count in counts.items())
        return Family(name, kind, help_text, tuple(samples))

    def _slice_labels(self, part: Snssai) -> Labels:
        differentiator = "" if part.sd is None else f"-{part.sd:06x}"
        return {"plmnid": self._plmn, "snssai": f"{part.sst}{differentiator}"}


def _accepted(ue: UeAccount) -> Iterable[AcceptedSession]:
    return ue.sessions.values() if ue.registered else ()


def _by_cause(counts: Mapping[int, int]) -> tuple[Sample, ...]:
    return tuple(Sample(count, {"cause": str(cause)}) for cause, count in sorted(counts.items()))


def _by_qfi(name: str, help_text: str, counts: Counter[int]) -> Family:
    samples = (Sample(count, {"qfi": str(qfi)}) for qfi, count in sorted(counts.items()))
    return Family(name, "counter", help_text, tuple(samples))
