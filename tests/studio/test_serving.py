"""What is said of an address that cannot be listened at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.faults import EnvironmentFault
from pipeline.studio.serving import reachable


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("no such host", "is no address: no machine is found by it"),
        ("127.0.0.1:4747", "is no address: no machine is found by it"),
        ("a" * 300, "is no address: no machine is found by it"),
        ("192.0.2.1", "192.0.2.1 is no address of this machine"),  # RFC 5737: nobody's
    ],
)
def test_what_is_no_address_of_this_machine_is_not_told_as_a_matter_of_ports(host: str, said: str) -> None:
    # In a thread of its own: tests of pages leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool, pytest.raises(EnvironmentFault, match=said) as caught:
        pool.submit(reachable, host).result()
    assert "port" not in str(caught.value)
