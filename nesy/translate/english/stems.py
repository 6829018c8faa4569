"""Stems: what derived words have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nesy.translate.english.senses import ADJECTIVE, GERUND, PARTICIPLE, PAST, VERB, senses
from nesy.translate.english.word_list import word_list

_MIN_STEM: Final = 3
_ENDINGS: Final = (
    "ations", "ation", "ition", "ments", "ment", "ness", "ingly", "ically", "ally", "ably", "ibly", "tion", "sion",
    "ance", "ence", "able", "ible", "ers", "ors", "ing", "ity", "ous", "ive", "ful", "ist", "ism", "ian", "ant", "ent",
    "al", "ic", "ly", "er", "or", "ed", "en", "es", "y", "e", "s",
)  # fmt: skip


_AGENTS: Final = {
    "author": "write", "pilot": "fly", "thief": "steal", "attendee": "attend", "participant": "participate",
    "applicant": "apply", "assistant": "assist", "inhabitant": "inhabit", "resident": "reside", "student": "study",
    "cyclist": "cycle", "typist": "type", "liar": "lie", "beggar": "beg", "cook": "cook",
    "guide": "guide", "guard": "guard", "coach": "coach", "tutor": "tutor", "mentor": "mentor", "sponsor": "sponsor",
    "host": "host", "graduate": "graduate", "volunteer": "volunteer", "cheat": "cheat", "champion": "champion",
    "competitor": "compete",
}  # fmt: skip
"""Nouns for who does something that do not end in ``-er`` or ``-or``."""

_NOT_AGENTS: Final = {
    "armor", "banner", "beer", "better", "blazer", "bower", "bugger", "bunker", "butter", "career", "castor",
    "charter", "clangor", "clinker", "coaster", "cracker", "dimer", "equator", "error", "fender", "flicker",
    "flower", "girder", "grouper", "gutter", "hammer", "honor", "humor", "lager", "layer", "letter", "liner",
    "liver", "manner", "manor", "meteor", "meter", "minor", "mister", "number", "offer", "ouster", "pastor",
    "peer", "pepper", "platter", "poster", "potter", "primer", "rigor", "river", "rooster", "rubber", "sewer",
    "shower", "shutter", "skewer", "skipper", "slipper", "spanner", "suitor", "summer", "supper", "sweater",
    "tailor", "tanker", "temper", "tender", "tier", "tiller", "timber", "toner", "tower", "whisker",
}  # fmt: skip
"""Nouns in ``-er`` or ``-or`` that only look like who does something (``tow``, ``flow``, ``numb``)."""


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a word, without its derivational endings.

    >>> stem("player") == stem("play"), stem("environmentally") == stem("environmental")
    (True, True)
    >>> stem("organ") == stem("organization")
    False
    """
    current = word
    for _ in range(2):
        ending = next((e for e in _ENDINGS if current.endswith(e) and len(current) - len(e) >= _MIN_STEM), "")
        if not ending:
            break
        current = current[: len(current) - len(ending)]
        if len(current) > _MIN_STEM and current[-1] == current[-2] and current[-1] not in "sl":
            current = current[:-1]
        if current.endswith("i") and len(current) > _MIN_STEM:
            current = current[:-1]
    return current


@lru_cache(maxsize=8192)
def inflected_from(word: str) -> str:
    """The word without inflection and without the ``-ly`` of an adverb.

    >>> inflected_from("proven") == inflected_from("proved"), inflected_from("environmentally")
    (True, 'environmental')
    >>> inflected_from("university") == inflected_from("universe")
    False
    """
    verb = next((s.lemma for s in senses(word) if s.kind == VERB and s.form in (PARTICIPLE, PAST, GERUND)), "")
    if verb:
        return verb
    if word.endswith("ly") and any(s.kind == ADJECTIVE and s.cost < 0.6 for s in senses(word[:-2])):
        return word[:-2]
    return word


def verb_of_agent(noun: str) -> str:
    """The verb of a noun for who does something; empty if it is none.

    >>> verb_of_agent("player"), verb_of_agent("dancer"), verb_of_agent("river"), verb_of_agent("author")
    ('play', 'dance', '', 'write')
    """
    if noun in _AGENTS:
        return _AGENTS[noun]
    if not noun.endswith(("er", "or")) or noun in _NOT_AGENTS:
        return ""
    bare = noun[:-2]
    stems = (bare, bare + "e", bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] else bare)
    return next((s for s in stems if VERB in word_list().classes.get(s, "")), "")
