"""Random bytes never bring anything but the package's own errors out of a parser."""

from __future__ import annotations

import pytest

from devices.errors import DeviceError
from devices.simulators.fuzz_targets import Target, targets
from devices.simulators.fuzzing import attack


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_a_parser_survives_random_bytes(target: Target) -> None:
    assert attack(target, 200 * target.share, seed=7) == ()


def test_a_parser_that_fails_otherwise_is_found_out() -> None:
    def careless(data: bytes) -> int:
        if not data:
            raise DeviceError("empty")
        return data[5]

    crashes = attack(Target("careless", careless, (b"123456789",)), 500, seed=7)
    assert crashes and all(len(data) <= 5 for data in crashes)
