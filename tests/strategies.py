"""Hypothesis strategies: random terms, formulas and theories of first-order logic."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from nesy.languages.fol.syntax import (
    COMPARISONS,
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Term,
    Truth,
    Variable,
    Xor,
)
from nesy.languages.fol.walk import close

ODD_NAMES = (
    *(
        "x",
        "y'",
        "z9",
        "p",
        "X",
        "_",
        "__",
        "New_York",
        "New York",
        "New·York",
        " ",
        "  a",
        "a ",
        "a  b",
        "x" * 64,
        "y" * 200,
    ),
    *(
        "and",
        "forall",
        "all",
        "exists",
        "not",
        "or",
        "xor",
        "implies",
        "iff",
        "Some",
        "Every",
        "true",
        "false",
        "zebra",
    ),
    *("ForAll", "And", "Or", "Not", "Implies", "Xor", "Iff", "let", "ite", "distinct", "assert", ":named", ":sort"),
    *("fof", "cnf", "include", "facts", "conclusion", "goal", "premises", "TEXT:", "FOL:", "|-", "⊢", "end_of_list."),
    *("%", "#", "//", "/*", "*/", ";", ".", "..", ",", ":", "=", "!=", "<", "<=", "->", "<->", "<~>", "<=>", "~", "-"),
    *("+", "*", "!", "?", "?x", "$x", "$true", "$T", "$less", "$sum", "(", ")", "[", "]", "{", "}", "|", "||", "|x|"),
    *("Dog/1", "rex@0", "5#", "5", "-5", "5/2", "2.5", "1e3", "%41", "V__u0041_", "_u0041_", "a_u0041_"),
    *(
        "\\",
        "\\\\",
        "\\'",
        "''",
        "'",
        '"',
        "\\text{a}",
        "\\neg",
        "\\,",
        "C#",
        "C++",
        "AT&T",
        "o'hare",
        "it's 5 o'clock",
    ),
    *("Zürich", "ж", "東京", "İ", "ǅ", "ʼ", "😀", "²", "½", "a % b", "P(a)", "∀x P(x)"),
)
ODD_VARIABLES = (
    *("x", "y", "z9", "X", "foo", "v_x", "V_x", "_", "x'", "x" + 8 * "'", "p", "T", "F", "i", "a_b", "w" * 200, "true"),
    *("and", "not", "forall", "all", "Some", "xor", "u0041_", "_u0041_", "é", "ж", "東京", "²", "İ", "ǅx"),
)
LATIN_VARIABLES = tuple(v for v in ODD_VARIABLES if all(c < "ɏ" for c in v) and v != "²" and len(v) < 64)


def names() -> st.SearchStrategy[str]:
    """Names that are plain, odd, or any printable text."""
    plain = st.sampled_from(["Dog", "dog", "rex", "Likes", "a", "b", "f"])
    printable = st.text(
        st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"], include_characters=" "), min_size=1, max_size=8
    )
    return plain | st.sampled_from(ODD_NAMES) | printable.filter(str.isprintable)


def variables(choices: tuple[str, ...] = ODD_VARIABLES) -> st.SearchStrategy[Variable]:
    """Variables whose names are easily taken for something else."""
    return st.sampled_from(choices).map(Variable)


def numbers() -> st.SearchStrategy[Number]:
    """Integers and fractions, negative ones too."""
    return st.builds(
        lambda n, d: Number(Fraction(n, d)), st.integers(-(10**6), 10**6), st.sampled_from([1, 1, 2, 3, 10, 999])
    )


def terms(variable: st.SearchStrategy[Variable]) -> st.SearchStrategy[Term]:
    """Terms, with sums and products."""
    leaves: st.SearchStrategy[Term] = variable | st.builds(Constant, names()) | numbers()

    def applied(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        some = st.lists(inner, min_size=1, max_size=3).map(tuple)
        binary = st.tuples(inner, inner)
        return st.builds(Apply, names(), some) | st.builds(Apply, st.sampled_from("+-*"), binary | some)

    return st.recursive(leaves, applied, max_leaves=4)


def formulas(choices: tuple[str, ...] = ODD_VARIABLES, sorts: bool = True) -> st.SearchStrategy[Formula]:
    """Formulas, open and closed, over every connective, quantifier and kind of atom."""
    variable = variables(choices)
    term = terms(variable)
    leaves: st.SearchStrategy[Formula] = (
        st.builds(Atom, names().filter(lambda n: n not in COMPARISONS), st.lists(term, max_size=3).map(tuple))
        | st.builds(Atom, st.sampled_from(COMPARISONS), st.tuples(term, term))
        | st.builds(Equals, term, term)
        | st.builds(Truth, st.booleans())
    )
    sort = st.none() | names() if sorts else st.none()

    def compound(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            st.builds(Not, inner),
            st.builds(And, several),
            st.builds(Or, several),
            *[st.builds(kind, inner, inner) for kind in (Xor, Implies, Iff)],
            *[st.builds(kind, variable, inner, sort) for kind in (Forall, Exists)],
        )

    open_formulas = st.recursive(leaves, compound, max_leaves=8)
    return open_formulas | open_formulas.map(close)
