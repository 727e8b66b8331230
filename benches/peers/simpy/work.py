"""The work of benches/work/mod.rs in Python: the same draws, bit for bit.

A draw takes Python about as long as an event takes SimPy, so all draws are made beforehand, in `Work`.
"""

import math
from array import array

SERVERS = 10
CONNECTIONS = 40
STORE = 500
OPENING = 1_000_000


class Work:
    """A workload, with its draws by reader; those of sleeps by reader and step."""

    def __init__(self, kind, readers, times):
        self.kind, self.readers, self.times = kind, readers, times
        steps = {"hold": times, "readers": 2}.get(kind, 0)
        self.steps = steps
        self.sleeps = array("I", (1 + below(3 + step, reader, 2_000_000) for reader in range(readers) for step in range(steps)))
        stampede = range(readers if kind in ("stampede", "lock") else 0)
        self.look_ups = array("I", (500 + reader * 7_919 % 10_007 for reader in stampede))
        self.queries = array("I", (25_000 + below(0, reader, 50_000) for reader in stampede))
        customers = range(readers if kind == "mm10" else 0)
        self.gaps = array("I", (exponential(1, customer, 125_000.0) for customer in customers))
        self.services = array("I", (exponential(2, customer, 1_000_000.0) for customer in customers))


def warm_up(kind, readers, times):
    """A much smaller workload of the same kind, which is run once before timing."""
    return Work(kind, -(-readers // 20), times) if times < 10 else Work(kind, readers, times // 10)


def after(order, reader):
    """Adds a reader to the digest of an order."""
    return (order * 31 + reader) & 0xFFFFFFFF


def mix(x):
    x = (x ^ (x >> 16)) * 0x7FEB352D & 0xFFFFFFFF
    x = (x ^ (x >> 15)) * 0x846CA68B & 0xFFFFFFFF
    return x ^ (x >> 16)


def draw(stream, number):
    return mix(number ^ mix(stream + 1))


def below(stream, number, bound):
    return draw(stream, number) * bound >> 32


def exponential(stream, number, mean):
    unit = (draw(stream, number) + 0.5) / 4_294_967_296.0
    return max(1, int(-math.log(unit) * mean + 0.5))
