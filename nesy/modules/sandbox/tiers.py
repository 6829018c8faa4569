"""Which tiers this machine can offer safely, and why not the others."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from nesy.modules.sandbox.base import Limits, NoSafeSandbox, Program, Returned, Sandbox, Tier


@dataclass(frozen=True, slots=True)
class TierReport:
    """Whether a tier can be offered here.

    Args:
        tier: its name.
        available: whether a trial run in it succeeded.
        how: what confines the program, or why the tier is refused.
    """

    tier: Tier
    available: bool
    how: str


def open_sandbox(tier: Tier) -> Sandbox:
    """Start a sandbox of the tier; there is never a weaker one in its place.

    Args:
        tier: ``fast`` (Monty) or ``full`` (CPython confined by the kernel).

    Raises:
        NoSafeSandbox: if this machine can't offer the tier; the message says why.
    """
    if tier == "fast":
        from nesy.modules.sandbox.fast import FastSandbox

        return FastSandbox()
    if tier == "full":
        return _open_full()[0]
    raise ValueError(f"not a tier: {tier!r}; expected 'fast' or 'full'")


def available_tiers() -> tuple[TierReport, ...]:
    """Try each tier here with a harmless program and report how it is confined, or why it is refused."""
    return (_tried("fast", _open_fast), _tried("full", _open_full))


def _tried(tier: Tier, opened: Callable[[], tuple[Sandbox, str]]) -> TierReport:
    try:
        sandbox, how = opened()
    except NoSafeSandbox as err:
        return TierReport(tier, False, str(err))
    sandbox.close()
    return TierReport(tier, True, how)


def _open_fast() -> tuple[Sandbox, str]:
    return _trial(open_sandbox("fast")), "Monty interpreter in worker processes"


def _open_full() -> tuple[Sandbox, str]:
    if sys.platform != "linux":
        raise NoSafeSandbox("the full sandbox needs Linux", hint="use modules of the fast tier")
    from nesy.modules.sandbox.full import FullSandbox
    from nesy.modules.sandbox.inside.landlock import landlock_version
    from nesy.modules.sandbox.inside.seccomp import can_filter
    from nesy.modules.sandbox.launch import bare_command, bubblewrapped

    if not can_filter():
        raise NoSafeSandbox("the full sandbox has no seccomp filter for this processor architecture")
    version = landlock_version()
    walls = (f"Landlock {version}" if version else "no Landlock in this kernel") + ", seccomp, rlimits"
    missing = "bubblewrap is not installed"
    if shutil.which("bwrap"):
        try:
            return _trial(FullSandbox(bubblewrapped(bare_command()))), f"bubblewrap, {walls}"
        except NoSafeSandbox as err:
            missing = f"bubblewrap does not work here ({err.message})"
    if not version:
        raise NoSafeSandbox(f"{missing} and the kernel has no Landlock", hint="install the package bubblewrap")
    return _trial(FullSandbox(bare_command())), f"{walls}; {missing}"


def _trial(sandbox: Sandbox) -> Sandbox:
    outcome = sandbox.run(Program("def f(x):\n    return x + 1\n", "f"), [[1]], limits=Limits(seconds=10))[0]
    if outcome != Returned(2):
        sandbox.close()
        raise NoSafeSandbox(f"the {sandbox.tier} sandbox failed its trial run: {outcome}")
    return sandbox
