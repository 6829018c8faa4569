"""Statements in another form that says the same."""

from __future__ import annotations

from dataclasses import replace

from nesy.translate.english.senses import PARTICIPLE, VERB, senses
from nesy.translate.english.syntax import Bare, Definite, Named, Piece, Says, Statement


def as_active(clause: Statement) -> Statement:
    """``pears were sold by Mia`` as ``Mia sold pears``, some of them; of the present, all pears may be meant."""
    subject, phrase = clause.subject, clause.phrase
    if not isinstance(subject, Bare) or not subject.nominal.plural or subject.nominal.domain:
        return clause
    if not isinstance(phrase, Says) or not (phrase.passive and phrase.past) or phrase.modal:
        return clause
    agents = [p for p in phrase.pieces if p.preposition == "by" and isinstance(p.phrase, Named | Definite)]
    agent = agents[0].phrase if len(agents) == 1 else None
    if agent is None or (isinstance(agent, Definite) and agent.nominal.plural):
        return clause
    others = tuple(piece for piece in phrase.pieces if piece is not agents[0])
    head = (active_verb(phrase.head[0]),)
    return Statement(agent, replace(phrase, head=head, pieces=(Piece("", subject), *others), passive=False))


def active_verb(participle: str) -> str:
    """The verb of a participle; the participle itself, if it has none.

    >>> active_verb("sold"), active_verb("written")
    ('sell', 'write')
    """
    return next((s.lemma for s in senses(participle) if s.kind == VERB and s.form == PARTICIPLE), participle)
