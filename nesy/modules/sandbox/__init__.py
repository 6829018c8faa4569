"""Where modules run: two tiers, and never a weaker one."""

from nesy.modules.sandbox.base import (
    Limits,
    NoSafeSandbox,
    Outcome,
    Program,
    Raised,
    Returned,
    Sandbox,
    Stopped,
    Tier,
)
from nesy.modules.sandbox.needs import needed_tier
from nesy.modules.sandbox.tiers import TierReport, available_tiers, open_sandbox

__all__ = [
    "Limits",
    "NoSafeSandbox",
    "Outcome",
    "Program",
    "Raised",
    "Returned",
    "Sandbox",
    "Stopped",
    "Tier",
    "TierReport",
    "available_tiers",
    "needed_tier",
    "open_sandbox",
]
