"""How samples vote, and the sign of the query."""

import math

import pytest

from nesy.errors import UnknownName
from nesy.languages.fol.read import read_theory
from nesy.translate.query_sign import check_query_sign, statement_of
from nesy.translate.vote import PRECISION, Ballot, ballot_for, tally
from nesy.verdict import Label, Status, Verdict

STATUS = {"T": Status.THEOREM, "F": Status.COUNTER_THEOREM, "U": Status.SATISFIABLE}
LABEL = {"T": Label.TRUE, "F": Label.FALSE, "U": Label.UNCERTAIN, "-": None}
FAILED = {"e": Status.TRANSLATION_FAILED, "c": Status.CONTRADICTORY_AXIOMS, "t": Status.TIMEOUT}


def ballots(votes, trust=None):
    statuses = [STATUS.get(v) or FAILED[v] for v in votes]
    trusts = trust or [1.0] * len(votes)
    return [Ballot(s.label, s, t) for s, t in zip(statuses, trusts, strict=True)]


@pytest.mark.parametrize(
    ("votes", "majority", "trust"),
    [
        ("TTF", "T", "F"),  # FALSE was right 99% of the time, TRUE 85%: log-odds 4.6 against 3.5
        ("TTTF", "T", "T"),
        ("TTU", "T", "T"),
        ("UUUUUUUUUT", "U", "T"),
        ("UUUUUUUUUF", "U", "F"),
        ("UUUU", "U", "U"),
        ("eecT", "T", "T"),
        ("TU", "T", "T"),
        ("UT", "T", "T"),
        ("FT", "F", "F"),
        ("TF", "T", "F"),
        ("ec", "-", "-"),
        ("", "-", "-"),
    ],
)
def test_winner(votes, majority, trust):
    assert tally(ballots(votes), "majority").label is LABEL[majority]
    assert tally(ballots(votes)).label is LABEL[trust]


def test_an_untrusted_definite_answer_loses_to_many_clean_uncertains():
    assert tally(ballots("UUUUT", [1, 1, 1, 1, 0.05])).label is Label.UNCERTAIN
    assert tally(ballots("UUUUT", [1, 1, 1, 1, 0.5])).label is Label.TRUE


def test_trust_decides_between_definite_answers():
    assert tally(ballots("TTTF", [0.9, 0.9, 0.9, 0.9])).label is Label.TRUE
    assert tally(ballots("TTTF", [0.4, 0.4, 0.4, 1.0])).label is Label.FALSE


def log_odds(label):
    return math.log(PRECISION[label] / (1 - PRECISION[label]))


def test_weights_and_margin():
    result = tally(ballots("TTUU", [1.0, 0.5, 1.0, 0.5]))
    assert result.weights[Label.TRUE] == pytest.approx(1.5 * log_odds(Label.TRUE))
    assert result.weights[Label.UNCERTAIN] == pytest.approx(0.75 * log_odds(Label.UNCERTAIN))
    total = sum(result.weights.values())
    assert result.margin == pytest.approx((result.weights[Label.TRUE] - result.weights[Label.UNCERTAIN]) / total)
    assert result.status is Status.THEOREM
    assert tally(ballots("TTUF"), "majority").margin == pytest.approx(0.25)


def test_other_precisions_change_the_winner():
    sure_of_nothing = {**PRECISION, Label.UNCERTAIN: 0.99, Label.TRUE: 0.6}
    assert tally(ballots("TU"), precision=sure_of_nothing).label is Label.UNCERTAIN


def test_without_a_label_the_most_frequent_status_stands():
    result = tally(ballots("eetc"))
    assert (result.label, result.status, result.margin, dict(result.weights)) == (
        None,
        Status.TRANSLATION_FAILED,
        0.0,
        {},
    )


def test_a_ballot_without_any_trust_still_counts_as_the_only_one():
    assert tally(ballots("U", [0.0])).label is Label.UNCERTAIN
    assert tally(ballots("U", [0.0])).margin == 0.0


def test_bad_ballots_and_methods():
    with pytest.raises(ValueError, match="label"):
        Ballot(Label.TRUE, Status.SATISFIABLE)
    with pytest.raises(ValueError, match="trust"):
        Ballot(Label.TRUE, Status.THEOREM, 1.5)
    with pytest.raises(UnknownName):
        tally(ballots("T"), "loudest")


def test_repairs_and_a_broken_vocabulary_lower_a_ballots_trust():
    clean = read_theory("Dog(rex)\n|- Dog(max)")
    broken = read_theory("Dog(rex)\n|- Cat(max)")
    repaired = read_theory("(Dog(rex)\n|- Dog(max)")
    uncertain, true = Verdict(Status.SATISFIABLE), Verdict(Status.THEOREM)
    assert ballot_for(clean, uncertain).trust == 1.0
    assert ballot_for(broken, uncertain).trust < 1.0 == ballot_for(broken, true).trust
    assert ballot_for(repaired, true).trust == repaired.trust < 1.0
    assert ballot_for(clean, Verdict(Status.TIMEOUT)) == Ballot(None, Status.TIMEOUT, 1.0)


def signed(query, question):
    theory = read_theory(f"Facts:\nCold(Alex, True)\nQuery:\n{query}")
    return check_query_sign(theory, question)


@pytest.mark.parametrize(
    ("query", "question", "expected"),
    [
        ("Small(Alex, True)", "Alex is not small.", "¬Small(Alex)"),
        ("Small(Alex, False)", "Alex is small.", "Small(Alex)"),
        ("Small(Alex, False)", "Is Alex small?", "Small(Alex)"),
        ("Chases(Alex, Bob, True)", "True or false? Alex doesn't chase Bob.", "¬Chases(Alex, Bob)"),
        ("Small(Alex, True) || Cold(Alex, True)", "Alex is small or cold.", "Small(Alex) ∨ Cold(Alex)"),
        ("~(Small(Alex, True) || Cold(Alex, True))", "Alex is small or cold.", "Small(Alex) ∨ Cold(Alex)"),
    ],
)
def test_the_wording_decides_the_sign(query, question, expected):
    assert str(signed(query, question).conclusion.formula) == expected


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("Small(Alex, False)", "Alex is not small."),
        ("Small(Alex, True)", "Alex is small."),
        ("Big(Alex, False)", "Alex is small."),
        ("Unkind(Alex, True)", "Alex is not kind."),
        ("Small(Alex, False)", "Alex is neither big nor small."),
        ("Small(Alex, True)", "It is not true that Alex is not small."),
        ("Small(Alex, True)", "No one but Alex is small."),
        ("~(Small(Alex, True) && Cold(Alex, True))", "Alex is not both small and cold."),
        ("~(Small(Alex, True) && Cold(Alex, True))", "Alex lacks size and warmth."),
    ],
)
def test_an_unclear_or_agreeing_wording_changes_nothing(query, question):
    theory = read_theory(f"Facts:\nCold(Alex, True)\nQuery:\n{query}")
    assert check_query_sign(theory, question) is theory


def test_a_changed_sign_is_a_repair():
    [repair] = signed("Small(Alex, True)", "Alex is not small.").repairs
    assert repair.name == "check_query_sign"
    assert (repair.before, repair.after) == ("Small(Alex)", "¬Small(Alex)")
    assert repair.trust < 1


def test_a_theory_without_conclusion_has_no_sign():
    theory = read_theory("Dog(rex)")
    assert check_query_sign(theory, "Rex is not a dog.") is theory


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        (
            "Based on the above information, is the following statement true, false, or unknown? The cat is cold.",
            "The cat is cold.",
        ),
        ("Is the cat cold?", "Is the cat cold?"),
        ("Is it true that the cat is cold?", "the cat is cold?"),
    ],
)
def test_the_statement_of_a_question(question, statement):
    assert statement_of(question) == statement
