"""Random bytes for every parser of bytes: near-misses of real input, and noise."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor

from devices.errors import DeviceError
from devices.simulators.fuzz_targets import Target, targets

HANG_S = 1.0
"""Of processor time: no parser needs a thousandth of it."""


def attack_all(inputs: int, seed: int) -> dict[str, int]:
    """Feed at least so many inputs to all parsers; return how many, and how many broke one."""
    shares = {target.name: target.share for target in targets()}
    each = -(-inputs // sum(shares.values()))
    processes = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=processes) as pool:
        found = [
            pool.submit(_attack_by_name, name, each * share, seed) for name, share in shares.items()
        ]
        crashes = sum(one.result() for one in found)
    return {"fuzz_inputs": each * sum(shares.values()), "fuzz_crashes": crashes}


def _attack_by_name(name: str, count: int, seed: int) -> int:
    target = next(target for target in targets() if target.name == name)
    return len(attack(target, count, seed))


def attack(target: Target, count: int, seed: int) -> tuple[bytes, ...]:
    """Feed `count` mutations; return those that raised anything but a `DeviceError`, or hung."""
    rng = random.Random(seed)
    crashes = []
    for _ in range(count):
        data = mutate(rng.choice(target.seeds), rng)
        start_s = time.thread_time()
        try:
            target.parse(data)
        except DeviceError:
            pass
        except Exception:
            crashes.append(data)
            continue
        if time.thread_time() - start_s > HANG_S:
            crashes.append(data)
    return tuple(crashes)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change, cut, lengthen or replace the bytes."""
    way = rng.random()
    if way < 0.1:
        return rng.randbytes(rng.randrange(64))
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.choice((0, 0xFF, 0x20, rng.randrange(256)))
    if way < 0.3:
        return bytes(changed[: rng.randrange(len(changed) + 1)])
    if way < 0.4:
        return bytes(changed) + rng.randbytes(rng.randrange(8))
    return bytes(changed)
