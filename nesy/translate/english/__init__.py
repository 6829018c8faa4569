"""The built-in translator from English, which needs no model.

tokens -> name_finding, capitals and senses (words) -> clauses, verb_phrases, noun_phrases, nominals (syntax, the typed
tree) -> usage (what the whole problem needs apart) -> meaning, noun_meaning (first-order logic) -> presupposed,
linking (what is taken for granted), assumed (what options add to that).
:func:`nesy.translate.english.reader.read` is the way in.

``docs/english.md`` lists the conventions where English leaves a choice.
"""
