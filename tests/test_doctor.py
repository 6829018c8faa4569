"""``nesy doctor`` names every prover and the exact line that installs a missing one."""

from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.engine.decide import prover_named, prover_names


def test_every_prover_is_listed():
    output = CliRunner().invoke(main, ["doctor"], catch_exceptions=False).output
    assert all(name in output for name in prover_names())


def test_the_install_line_is_whole(monkeypatch):
    cvc5 = type(prover_named("cvc5"))
    monkeypatch.setattr(cvc5, "available", lambda self: "install it with `pip install 'nesy[provers]'`")
    output = CliRunner().invoke(main, ["doctor"], catch_exceptions=False).output
    assert "nesy[provers]" in output
