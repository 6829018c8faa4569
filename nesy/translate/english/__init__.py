"""The built-in translator from controlled English, which needs no model.

tokens -> lexicon (two passes over the whole problem) -> phrases and clauses (a typed tree)
-> meaning (first-order logic). :func:`nesy.translate.english.reader.read` is the way in.
"""
