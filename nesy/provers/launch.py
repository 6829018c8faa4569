"""Becomes an external program that is bounded and dies with its parent.

Run as a script, ``launch.py MEGABYTES CPU_SECONDS PARENT PROGRAM ARGUMENTS…``, so that limits are set
in a fresh process: doing so between fork and exec is not safe in a host with threads.
"""

import os
import resource
import sys

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9


def main(arguments: list[str]) -> None:
    """Set the limits and replace this process by the program."""
    megabytes, seconds, parent = (int(a) for a in arguments[:3])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        raise SystemExit("the parent ended while this program started")
    os.execv(arguments[3], arguments[3:])  # noqa: S606 - an argument list, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
