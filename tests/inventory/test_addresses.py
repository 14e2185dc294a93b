import subprocess
import sys
from ipaddress import IPv4Address, IPv4Network

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS


def test_two_kits_of_one_owner_get_two_blocks() -> None:
    with claim_block("amina") as first, claim_block("amina") as second:
        assert not first.network.overlaps(second.network)


def test_an_owner_gets_the_same_block_again_once_it_is_free() -> None:
    with claim_block("amina") as first:
        pass
    with claim_block("amina") as again:
        assert again.network == first.network


def test_a_block_is_free_again_when_its_holder_is_killed() -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from campus5g.inventory import claim_block; b = claim_block('killed');"
            "print(b.network, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    held = IPv4Network(holder.stdout.readline().strip())

    holder.kill()
    holder.communicate()

    with claim_block("killed") as again:
        assert again.network == held


def test_moving_a_kit_moves_what_touches_the_host_and_leaves_the_emulated_network() -> None:
    kit = load_inventory(KITS / "virtual.yaml")
    block = IPv4Network("127.99.7.0/24")

    moved = kit.moved_to(block)

    sockets = [moved.gateway.host, *(point.host for point in moved.capture.values())]
    assert all(IPv4Address(host) in block for host in sockets)
    assert all("127.99.7." in ue.modem for ue in moved.ues.values())
    assert moved.core.metrics_url is not None
    assert moved.core.metrics_url.amf == "http://127.99.7.5:9090/metrics"
    inside = {"amf", "smf", "upf", "data_network", "ue_pool"}
    assert moved.core.model_dump(include=inside) == kit.core.model_dump(include=inside)
    assert moved.gnb.address == kit.gnb.address
    assert moved.block == block


def test_a_real_kit_stays_where_it_is() -> None:
    kit = load_inventory(KITS / "bench.yaml")

    assert kit.moved_to(IPv4Network("127.99.7.0/24")) == kit
