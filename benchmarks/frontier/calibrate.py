"""Policies at equal numbers of requests: the factor of each is found at which it makes as many as are asked for."""

import math
from collections.abc import Callable
from typing import TypeVar

WITHIN = 0.015
"""How near the number must come, as a share."""
T = TypeVar("T")


def calibrated(
    measure: Callable[[float], T], requests: Callable[[T], float], wanted: float, start: float, slope: float
) -> tuple[float, T]:
    """The factor at which `requests` of what is measured comes to `wanted`, and what is measured there.

    The number is taken for a power of the factor, with the exponent `slope` at first and then as the last two factors show: a
    secant in logarithms. Raises ValueError when twelve tries lead nowhere.

    >>> factor, found = calibrated(lambda factor: 100 / factor, lambda found: found, 20.0, 1.0, -1.0)
    >>> round(factor, 3), round(found, 1)
    (5.0, 20.0)
    """
    factor, before = start, None
    for _ in range(12):
        found = measure(factor)
        off = math.log(max(requests(found), 1e-9) / wanted)
        if abs(off) <= WITHIN:
            return factor, found
        if before and abs(math.log(factor / before[0])) > 1e-3:
            seen = (off - before[1]) / math.log(factor / before[0])
            slope = seen if slope * seen > 0 and abs(seen) > 0.1 else slope
        before = factor, off
        factor *= math.exp(min(3.0, max(-3.0, -off / slope)))
    raise ValueError(f"no factor near {factor:.3g} makes {wanted:.0f} requests")
