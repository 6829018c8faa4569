"""A new version of a module: what calls the old one is verified with the new one, and what breaks is quarantined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nesy.modules.graph import called_by, dependencies_first, dependency_graph
from nesy.modules.overlay import Overlay
from nesy.modules.record import Module, Verification
from nesy.modules.verify.check import Contract

Verify = Callable[[str, Contract], Verification]
"""What is established about a source."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a new version led to, by the keys of the modules that called the old one."""

    key: str
    """The key of the new version."""
    renewed: dict[str, str]
    """The keys of the modules that took the place of callers."""
    quarantined: dict[str, str]
    """The reasons for which callers are no longer executed."""


def replace_version(store: Overlay, old: str, new: Module, active: list[Module], verify: Verify) -> Replaced:
    """Put a new version in the place of an old one, and renew or quarantine all that call the old one.

    Args:
        store: where the modules are.
        old: the key of the version that is withdrawn.
        new: the version that takes its place.
        active: all modules that may be executed.
        verify: how a caller is verified again.

    Raises:
        CheckFailed: if the new version calls, directly or not, a module that calls one of its name.
        UnknownName: if there is no such module.
    """
    dependencies_first(new, store.load)
    keys = {old: store.add(new, "active")}
    quarantined: dict[str, str] = {}
    for caller in callers_first_to_last(old, active):
        lost = [key for key in caller.dependencies if key in quarantined]
        made, failure = (
            (None, f"it calls {lost[0]}, which is quarantined") if lost else _renew(caller, keys, store, verify)
        )
        if made is None:
            quarantined[caller.key] = failure
            store.set_status(caller.key, "quarantined", " ".join(failure.split()))
        else:
            keys[caller.key] = store.add(made, "active")
    for withdrawn, successor in keys.items():
        if withdrawn != successor:
            store.set_status(withdrawn, "deprecated", f"{successor} took its place")
    return Replaced(keys.pop(old), keys, quarantined)


def callers_first_to_last(key: str, modules: list[Module]) -> list[Module]:
    """The modules that call one, directly or not, each after those of them that it calls itself."""
    import networkx

    known = {module.key: module for module in modules}
    graph = dependency_graph(modules)
    callers = networkx.ancestors(graph, key) if key in graph else set()
    order = networkx.lexicographical_topological_sort(graph.subgraph(callers).reverse())
    return [known[caller] for caller in order]


def _renew(caller: Module, keys: dict[str, str], store: Overlay, verify: Verify) -> tuple[Module | None, str]:
    """The caller with its dependencies renewed and verified, or the reason why it breaks."""
    dependencies = tuple(keys.get(key, key) for key in caller.dependencies)
    called = tuple(called_by(caller.name, dependencies, store.load))
    base = Contract(caller.signature, caller.cases, (), caller.properties)
    found = verify(caller.source, replace(base, dependencies=dependencies, called=called))
    if not found.admitted:
        changed = ", ".join(new for old, new in keys.items() if old in caller.dependencies)
        return None, f"with {changed} {found.failure}"
    return replace(caller, dependencies=dependencies, verification=found), ""
