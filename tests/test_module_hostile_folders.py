"""Folders that somebody else has made: calls end in a result or a typed error, and what was not admitted never runs."""

import json
import os
import time

import pytest

from nesy.errors import NesyError
from nesy.modules.library import Library
from nesy.modules.record import FILES, Case, Module, Verification, content_hash, module_files
from nesy.modules.sandbox import Returned
from nesy.modules.signature import parse_signature

VERIFIED = Verification(5, 0, 0, 0.566, 0.5, 0, 0, 0, 0, 0, "fast")
SOURCE = "def f(n):\n    return n + 1"
GOOD = Module(
    parse_signature("g(n: int) -> int"), "One less.", "def g(n):\n    return n - 1", (Case((1,), 0),), VERIFIED
)
BAD = Module(parse_signature("f(n: int) -> int"), "One more.", SOURCE, (Case((1,), 2),), VERIFIED)
SECONDS = 5.0


def rewritten(**changes):
    """A folder whose hash is right and whose files are ``changes`` of those of a module."""

    def make(library):
        files = module_files(BAD)
        for name, change in changes.items():
            whole = name.replace("_", ".")
            files[whole] = change(files[whole])
        place = library / f"f@{content_hash(files)}"
        place.mkdir()
        for name, text in files.items():
            (place / name).write_bytes(text.encode())
        (place / "status").write_text("active\n")
        return place.name

    return make


def damaged(damage):
    """A folder that was right and was changed afterwards."""

    def make(library):
        key = rewritten()(library)
        damage(library / key)
        return key

    return make


def field(name, value):
    """A ``module.yaml`` with another value at a name; None leaves the line out."""

    def change(text):
        lines = [line for line in text.splitlines() if not line.startswith(f"{name}:")]
        return "\n".join(lines if value is None else [*lines, f"{name}: {value}"]) + "\n"

    return rewritten(module_yaml=change)


def verification(**changes):
    return rewritten(verification_json=lambda text: json.dumps({**json.loads(text), **changes}))


def replaced_by_link(path, target):
    path.unlink()
    path.symlink_to(target)


def folder_for_file(path):
    path.unlink()
    path.mkdir()


def pipe(path):
    path.unlink()
    os.mkfifo(path)


HOSTILE = {
    "source changed": damaged(lambda at: (at / "source.py").write_text("def f(n):\n    return 666")),
    "case changed": damaged(lambda at: (at / "cases.jsonl").write_text('{"inputs": [1], "expected": 666}')),
    "verification changed": damaged(lambda at: (at / "verification.json").write_text("{}")),
    "line ends changed": damaged(lambda at: (at / "source.py").write_bytes(SOURCE.replace("\n", "\r\n").encode())),
    "byte-order mark": damaged(lambda at: (at / "source.py").write_text("\ufeff" + SOURCE)),
    "not UTF-8": damaged(lambda at: (at / "source.py").write_bytes(b"\xff\xfe\x00def")),
    "zeros": damaged(lambda at: (at / "module.yaml").write_bytes(b"\0" * 4096)),
    "lone surrogate": damaged(lambda at: (at / "source.py").write_bytes(b"\xed\xa0\x80")),
    **{f"{name} missing": damaged(lambda at, name=name: (at / name).unlink()) for name in FILES},
    **{f"{name} empty": damaged(lambda at, name=name: (at / name).write_text("")) for name in FILES},
    **{f"{name} a folder": damaged(lambda at, name=name: folder_for_file(at / name)) for name in (*FILES, "status")},
    **{f"{name} a pipe": damaged(lambda at, name=name: pipe(at / name)) for name in (*FILES, "status")},
    "source a device": damaged(lambda at: replaced_by_link(at / "source.py", "/dev/zero")),
    "link to a secret": damaged(lambda at: replaced_by_link(at / "source.py", "/etc/passwd")),
    "link to nothing": damaged(lambda at: replaced_by_link(at / "source.py", "nowhere")),
    "link to itself": damaged(lambda at: replaced_by_link(at / "source.py", "source.py")),
    "status missing": damaged(lambda at: (at / "status").unlink()),
    "status unknown": damaged(lambda at: (at / "status").write_text("certified\n")),
    "status not UTF-8": damaged(lambda at: (at / "status").write_bytes(b"\xff")),
    "status huge": damaged(lambda at: (at / "status").write_bytes(b"a" * 50_000_000)),
    "source huge": damaged(lambda at: (at / "source.py").write_bytes(b"#" * 200_000_000)),
    "yaml huge": damaged(lambda at: (at / "module.yaml").write_bytes(b"a: 1\n" * 10_000_000)),
    "yaml aliases": rewritten(module_yaml=lambda text: "a: &a [1]\nb: &b [*a, *a]\n" + text),
    "yaml tag": field("doc", "!!python/object/apply:os.system ['true']"),
    "yaml nested": field("doc", "[" * 100_000),
    "no signature": field("signature", None),
    "signature a number": field("signature", "7"),
    "signature not a head": field("signature", '"import os"'),
    "signature of another name": field("signature", '"h(n: int) -> int"'),
    "signature huge": field("signature", json.dumps("f(" + "n: int, " * 100_000 + ") -> int")),
    "doc a number": field("doc", "7"),
    "doc a list": field("doc", "[1, 2]"),
    "properties a text": field("properties", '"result"'),
    "properties numbers": field("properties", "[1]"),
    "provenance of the future": field("provenance", '{"model": "", "ceremony": 1}'),
    "provenance a list": field("provenance", "[]"),
    "no licence": field("licence", None),
    "licence a number": field("licence", "7"),
    "dependencies a number": field("dependencies", "7"),
    "dependency not a key": field("dependencies", '["../../etc/passwd"]'),
    "dependency absent": field("dependencies", '["h@0123456789abcdef"]'),
    "dependency null": field("dependencies", "[null]"),
    "verification of the future": verification(audited=True),
    "verification a list": rewritten(verification_json=lambda _: "[]"),
    "verification of texts": verification(right="many"),
    "verification refused": verification(failure="it was wrong"),
    "cases no objects": rewritten(cases_jsonl=lambda _: "1\n2\n"),
    "cases without inputs": rewritten(cases_jsonl=lambda _: '{"expected": 1, "negative": false}\n'),
    "cases with NaN": rewritten(cases_jsonl=lambda _: '{"inputs": [NaN], "expected": 1, "negative": false}\n'),
    "cases nested": rewritten(cases_jsonl=lambda _: "[" * 100_000),
    "case inputs a text": rewritten(cases_jsonl=lambda _: '{"inputs": "12", "expected": 1, "negative": false}\n'),
    "negative a text": rewritten(cases_jsonl=lambda _: '{"inputs": [1], "expected": 1, "negative": "no"}\n'),
    "source no Python": rewritten(source_py=lambda _: "def f(n:\n"),
    "source without f": rewritten(source_py=lambda _: "def h(n):\n    return n\n"),
    "source with zeros": rewritten(source_py=lambda _: "def f(n):\n    return '\0'\n"),
}
RUNS_AS_ADMITTED = {"source no Python", "source without f", "source with zeros"}
"""The hash is right, so that these run, in the sandbox, to an outcome that is no value of the module's."""


def attempts(library, key):
    """Everything that a caller may do with a module."""
    yield lambda: library.run(key, [[1]])
    yield lambda: library.find("one more")
    yield lambda: library.find("one more", cases=[((1,), 2), ((5,), 6)])
    yield lambda: library.find("", head="f(n: int) -> int")
    yield lambda: library.verify(key)
    yield lambda: library.active()
    yield lambda: library.duplicates()
    yield lambda: library.solve("", program=f"x = {key.partition('@')[0]}(1)\nreturn x").status
    yield lambda: library.set_status(key, "deprecated", "suspicious")


def test_there_are_enough():
    assert len(HOSTILE) >= 50


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_gives_results_or_typed_errors(name, tmp_path):
    with Library(tmp_path, below=()) as library:
        good = library.store.add(GOOD, "active")
        key = HOSTILE[name](tmp_path)
        began, said = time.monotonic(), []
        for attempt in attempts(library, key):
            try:
                said.append(attempt())
            except NesyError as err:
                said.append(err)
        assert time.monotonic() - began < SECONDS
        ran = said[0]
        assert isinstance(ran, NesyError) or (name in RUNS_AS_ADMITTED and not isinstance(ran[0], Returned)), ran
        assert library.run(good, [[5]]) == [Returned(4)]


FOREIGN = (
    "..",
    "f@../../etc",
    "f@0123456789ABCDEF",
    "f@0123",
    "@0123456789abcdef",
    "a/b@0123456789abcdef",
    "f@" + "0" * 16 + "\n",
)


@pytest.mark.parametrize("key", [*FOREIGN, "", "\0", "f@" + "0" * 16, "x" * 5000, "x" * 5000 + "@" + "0" * 16])
def test_a_key_that_is_none_names_no_folder(key, tmp_path):
    (tmp_path / "etc").mkdir()
    with Library(tmp_path / "lib", below=()) as library:
        for call in (library.run, library.set_status):
            with pytest.raises(NesyError):
                call(key, [[1]] if call == library.run else "active")
        with pytest.raises(NesyError):
            library.history(key)


def test_folders_with_other_names_are_no_modules(tmp_path):
    for name in ("f", "f@0123", "f@0123456789ABCDEF", ".draft-1", "f@0123456789abcdef.bak"):
        (tmp_path / name).mkdir()
    (tmp_path / "h@0123456789abcdef").write_text("a file")
    with Library(tmp_path, below=()) as library:
        assert library.active() == [] == library.find("anything")


def test_modules_whose_folders_claim_to_call_each_other_are_refused(tmp_path):
    """No hashes make a real circle; names do."""
    inner = Module(parse_signature("f(n: int) -> int"), "", SOURCE, (Case((1,), 2),), VERIFIED)
    outer = Module(
        parse_signature("f(n: int) -> int"), "", SOURCE + "\n", (Case((1,), 2),), VERIFIED, dependencies=(inner.key,)
    )
    with Library(tmp_path, below=()) as library:
        library.store.add(inner, "active")
        key = library.store.add(outer, "active")
        with pytest.raises(NesyError, match="circle"):
            library.run(key, [[1]])
