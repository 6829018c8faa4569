"""The closed classes of English words by which an instruction is taken apart."""

from __future__ import annotations

from typing import Final

_PREPOSITION_WORDS: Final = """
    in into inside on onto to at with by using upon from for under below near beside over behind between above against
"""
_GOAL_PREPOSITION_WORDS: Final = """
    in into inside on onto to at with by using upon
"""
_IDLE_PREPOSITION_WORDS: Final = """
    from for
"""
_DETERMINER_WORDS: Final = """
    the a an some my your this that these those of all every each both any more
"""
_AUXILIARY_WORDS: Final = """
    is are be should must needs need requires require ought has have deserves looks seems
"""
_FILLER_WORDS: Final = """
    somewhere anywhere something anything
    please help can could would will you kindly just now go ahead robot let somewhere anywhere something anything
"""
_NEGATION_WORDS: Final = """
    not don't never without no cannot can't won't doesn't shouldn't nothing
"""
_PARTICLE_WORDS: Final = """
    up down on off out over away back
"""

PREPOSITIONS: Final = frozenset(_PREPOSITION_WORDS.split())
GOAL_PREPOSITIONS: Final = frozenset(_GOAL_PREPOSITION_WORDS.split())
"""Those that name where a thing shall be, or with what something shall be done."""
IDLE_PREPOSITIONS: Final = frozenset(_IDLE_PREPOSITION_WORDS.split())
"""Those that only describe what is there now, or for whom."""
DETERMINERS: Final = frozenset(_DETERMINER_WORDS.split())
AUXILIARIES: Final = frozenset(_AUXILIARY_WORDS.split())
FILLERS: Final = frozenset(_FILLER_WORDS.split())
NEGATIONS: Final = frozenset(_NEGATION_WORDS.split())
PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
BREAKS: Final = frozenset((",", ".", ";", "!", "?", "and", "then", "so", "but"))
ALL: Final = frozenset(("all", "every", "each", "both"))
PRONOUNS: Final = frozenset(("it", "them", "that", "this", "those", "these"))
SPEAKER: Final = frozenset(("me", "us", "i", "we"))
INSIDE: Final = frozenset(("in", "into", "inside"))
ON_TOP: Final = frozenset(("on", "onto", "upon"))
SWITCHING: Final = frozenset(("turn", "switch"))
"""Verbs whose particle says what is asked: turn on, switch off."""
PURPOSE: Final = "to"
"""What starts a clause of purpose: use the knife to slice the apple."""
