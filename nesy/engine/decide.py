"""Decides a theory with the prover that its semantics calls for, or with the one that is named."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from nesy import registry
from nesy.engine.justify import justify
from nesy.engine.semantics import choose_semantics
from nesy.errors import MissingDependency, UnknownName, Unsupported
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Limits, Outcome, Prover
from nesy.provers.portfolio import Classical
from nesy.provers.tptp import tptp_provers
from nesy.verdict import Label, Status, Verdict


@lru_cache(maxsize=32)
def prover_named(name: str) -> Prover:
    """The prover of a name, one instance a process, so that its workers stay warm.

    Raises:
        UnknownName: if neither an entry point nor a manifest in ``provers/`` has the name.
        MissingDependency: if it needs a package that is not installed.

    >>> prover_named("e").capabilities.external
    True
    """
    if name in registry.names("nesy.provers"):
        prover: Prover = registry.load("nesy.provers", name)()
        return prover
    for external in tptp_provers():
        if external.name == name:
            return external
    raise UnknownName(f"there is no prover {name!r}", expected=prover_names())


def prover_names() -> tuple[str, ...]:
    """The names of all provers, installed or not."""
    return tuple(sorted({*registry.names("nesy.provers"), *(p.name for p in tptp_provers())}))


def decide(
    theory: Theory,
    *,
    semantics: str = "auto",
    declared: str = "auto",
    prover: str = "auto",
    limits: Limits | None = None,
    proofs: bool = True,
) -> Outcome:
    """The outcome for a theory's conclusion, with the reasons for the semantics in its verdict.

    A theory outside what the prover can do gives the status ``Unsupported``, never a guess. With
    ``proofs`` the evidence for a label TRUE or FALSE, and for contradictory premises, is a proof that
    the kernel has checked. ``declared`` is the semantics that the source of the problem declares.

    Raises:
        NotAProblem: if the theory has no conclusion.
        UnknownName: if there is no such prover or semantics.
        MissingDependency: if the named prover cannot run here.
    """
    chosen, reason = choose_semantics(theory, semantics, declared)
    backend = _backend(chosen, prover)
    name = backend.name
    limits = limits or Limits()
    try:
        outcome = backend.decide(theory, limits, chosen)
    except Unsupported as err:
        outcome = Outcome(Verdict(Status.UNSUPPORTED, name, semantics=chosen, reasons=(err.message,)))
    if proofs:
        outcome = justify(theory, outcome, limits.seconds)
    reasons = (reason, *outcome.verdict.reasons)
    return replace(outcome, verdict=replace(outcome.verdict, semantics=chosen, reasons=reasons))


def label_of(
    theory: Theory,
    *,
    semantics: str = "auto",
    declared: str = "auto",
    prover: str = "auto",
    limits: Limits | None = None,
) -> Label | None:
    """The label of a theory's conclusion without evidence, where only the label is wanted; None if it has none.

    Raises:
        NotAProblem, UnknownName, MissingDependency: as :func:`decide`.

    >>> from nesy.languages.fol.read import read_theory
    >>> label_of(read_theory("Dog(rex)\\n|- Dog(rex)"))
    <Label.TRUE: 'TRUE'>
    """
    chosen, _ = choose_semantics(theory, semantics, declared)
    backend = _backend(chosen, prover)
    limits = limits or Limits()
    if isinstance(backend, Classical):
        with suppress(Unsupported):
            found = backend.label(theory, limits)
            if found is not None:
                return found
    return decide(theory, semantics=chosen, prover=backend.name, limits=limits, proofs=False).verdict.label


def _backend(semantics: str, prover: str) -> Prover:
    name = prover if prover != "auto" else ("classical" if semantics == "classical" else "rules")
    backend = prover_named(name)
    obstacle = backend.available()
    if obstacle is not None:
        raise MissingDependency(f"{name} cannot run here: {obstacle}")
    return backend
