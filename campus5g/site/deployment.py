"""How a site is deployed: ``deployment.yaml`` in the data folder, where it differs from usual."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.manifest import Part, impossible, load_manifest
from campus5g.site.pods.settings import PodSettings

HandIn = Literal["portal", "exchange"]
Progress = Literal["homes", "portal"]


def _of_scheduler(address: str) -> str:
    if not re.fullmatch(r"(tcp|tls)://[^/\s]+:[0-9]+", address):
        raise impossible(
            t(
                fr=f"« {address} » n’est pas l’adresse d’un ordonnanceur Dask",
                en=f"“{address}” is not the address of a Dask scheduler",
            ),
            t(
                fr="Écrivez tls://NOM:8786, ou tcp://NOM:8786.",
                en="Write tls://NAME:8786, or tcp://NAME:8786.",
            ),
        )
    return address


class GradingCluster(Part):
    """A Dask scheduler whose workers grade, and the files by which both ends know each other."""

    scheduler: Annotated[str, AfterValidator(_of_scheduler)]
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    @model_validator(mode="after")
    def _keys_for_tls(self) -> Self:
        files = (self.ca_file, self.certificate_file, self.key_file)
        if self.scheduler.startswith("tls:") != all(files) or any(files) != all(files):
            raise impossible(
                t(
                    fr="les clés ne vont pas avec l’adresse de l’ordonnanceur",
                    en="the keys do not go with the scheduler’s address",
                ),
                t(
                    fr="Avec tls://, donnez ca_file, certificate_file et key_file ; avec tcp://, "
                    "aucun.",
                    en="With tls://, give ca_file, certificate_file and key_file; "
                    "with tcp://, none.",
                ),
            )
        return self


Profile = Literal["laptop", "classroom", "cluster"]
"""``laptop``: one program and one OS user, on the loopback address. ``classroom``: the same with an
OS user for each person. ``cluster``: Hub and portal are started apart, wherever they are."""


def _of_part(address: str) -> str:
    if not re.fullmatch(r"http://[A-Za-z0-9][A-Za-z0-9.-]*:[0-9]{1,5}", address):
        raise impossible(
            t(
                fr=f"« {address} » n’est pas l’adresse d’une partie du site",
                en=f"“{address}” is not the address of a part of the site",
            ),
            t(
                fr="Écrivez http://NOM:PORT, sans rien derrière.",
                en="Write http://NAME:PORT, with nothing behind it.",
            ),
        )
    return address


Url = Annotated[str, AfterValidator(_of_part)]
"""Between the site's own parts; people come by HTTPS, over a web server in front."""


class Listening(Part):
    """Where a part listens, and where the others find it."""

    bind: Url
    connect: Url

    @classmethod
    def at(cls, address: Url) -> Self:
        """Return a part that is found where it listens."""
        return cls(bind=address, connect=address)


class Addresses(Part):
    """The addresses by which people and the site's parts find each other."""

    public: Url
    """Where the proxy listens, for people or the web server in front of them."""
    hub: Listening
    portal: Listening
    proxy: Url = "http://127.0.0.1:8001"
    """Where the Hub tells the proxy which server has which path."""
    own_proxy: bool = True
    """Whether the Hub starts the proxy; else something else does, such as a chart."""


class Deployment(Part):
    """What an administrator chooses before a start."""

    profile: Profile = "laptop"
    addresses: Addresses | None = None
    """In a cluster; elsewhere every start chooses free ports on the loopback address."""
    pods: PodSettings | None = None
    """In a cluster of Kubernetes: people's servers are pods."""

    hand_in: HandIn = "portal"
    """How learners' servers hand in: over HTTP to the portal, which takes the time; or as nbgrader
    does, by files in its exchange, which must be a folder of the same machine then."""

    progress: Progress = "homes"
    """How the portal knows what learners do: it reads their homes, which must be folders of the
    same machine; or their servers tell it over HTTP, as in a cluster."""

    grading: GradingCluster | None = None
    """Where what was handed in is graded; without it, on the portal's machine."""

    @model_validator(mode="before")
    @classmethod
    def _a_cluster_shares_no_homes(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("profile") == "cluster":
            return {"progress": "portal", **given}
        return given

    @model_validator(mode="after")
    def _addresses_are_those_of_a_cluster(self) -> Self:
        if self.profile == "cluster" and self.addresses is None:
            raise impossible(
                t(
                    fr="les parties d’un cluster ont besoin d’adresses",
                    en="the parts of a cluster need addresses",
                ),
                t(
                    fr="Ajoutez addresses, avec public, hub et portal.",
                    en="Add addresses, with public, hub and portal.",
                ),
            )
        only_in_cluster = {
            "addresses": (
                self.addresses,
                t(fr="choisit ses adresses lui-même", en="chooses its addresses itself"),
            ),
            "pods": (
                self.pods,
                t(
                    fr="démarre les serveurs sur sa machine",
                    en="starts servers on its own machine",
                ),
            ),
        }
        for name, (given, instead) in only_in_cluster.items():
            if given is not None and self.profile != "cluster":
                raise impossible(
                    t(
                        fr=f"un site « {self.profile} » {instead}",
                        en=f"a site of the profile {self.profile} {instead}",
                    ),
                    t(
                        fr=f"Retirez {name}, ou prenez profile: cluster.",
                        en=f"Remove {name}, or use profile: cluster.",
                    ),
                    at=(name,),
                )
        return self

    def of_cluster(self) -> Addresses:
        """Return the addresses of the parts of a cluster.

        Raises:
            CampusError: the site is none.
        """
        if self.addresses is None:
            raise CampusError(
                t(
                    fr="Seul un site « cluster » démarre en parties.",
                    en="Only a site of the profile cluster is started in parts.",
                ),
                t(
                    fr="Écrivez profile: cluster et addresses dans DATA/deployment.yaml, ou lancez "
                    "« start » sans --part.",
                    en="Write profile: cluster and addresses into DATA/deployment.yaml, or run "
                    "“start” without --part.",
                ),
            )
        return self.addresses


def load_deployment(file: Path) -> Deployment:
    """Read the settings; the defaults if the file does not exist.

    Raises:
        ManifestError: the file can't be read, or contradicts itself.
    """
    if not file.exists():
        return Deployment()
    return load_manifest(file, Deployment)
