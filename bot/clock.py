"""The one clock for measuring how long something takes."""

import time


def now() -> float:
    """Return seconds since some moment in the past; they never go back.

    Not ``time.monotonic``: the simulated Discord of the preview stops that one.
    """
    return time.perf_counter()
