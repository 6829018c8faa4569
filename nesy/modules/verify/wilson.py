"""The Wilson interval: what a share of successes says about the rate behind it."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson_lower_bound(successes: int, trials: int, z: float = Z_95) -> float:
    """The lower end of the Wilson score interval (Wilson 1927), 0 if nothing was tried.

    Raises:
        ValueError: if there are more successes than trials, or fewer than none.

    >>> round(wilson_lower_bound(5, 5), 3), wilson_lower_bound(0, 0)
    (0.566, 0.0)
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials are impossible")
    if trials == 0:
        return 0.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, (centre - spread) / (1 + z * z / trials))
