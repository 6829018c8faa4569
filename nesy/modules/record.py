"""A module as it is kept: contract, source, cases, verification and provenance, addressed by its content."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from nesy.errors import BadDataFile
from nesy.modules.signature import Signature, parse_signature
from nesy.modules.types import Json

Status: TypeAlias = Literal["candidate", "active", "deprecated", "quarantined"]
STATUSES: tuple[Status, ...] = get_args(Status)
KEY = re.compile(r"([A-Za-z_]\w*)@([0-9a-f]{16})")
"""What the key of a module looks like: its name and its hash."""
RUNNABLE: tuple[Status, ...] = ("candidate", "active")
"""The statuses of modules that may be executed."""
_UNPRINTABLE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
FILES = ("module.yaml", "source.py", "cases.jsonl", "verification.json")
"""The files of a module's folder that its hash covers."""


@dataclass(frozen=True, slots=True)
class Case:
    """One example of what a module does.

    A negative case is an input outside the contract: the module must raise or return none.
    """

    inputs: tuple[Json, ...]
    expected: Json = None
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """What was established about a module before it was admitted."""

    right: int
    wrong: int
    abstained: int
    lower_bound: float
    """Lower end of the 95 % Wilson interval of the share of right answers among those given."""
    threshold: float
    """What the lower bound had to reach."""
    held_out_right: int
    held_out: int
    """Cases that the writer never saw."""
    mutants: int
    mutants_killed: int
    property_inputs: int
    """Generated inputs on which each property was tested."""
    tier: str
    """The sandbox tier of the run."""
    failure: str = ""
    """Why the module was not admitted; empty if it was."""
    proved: tuple[str, ...] = ()
    """The properties that were proved for all inputs."""
    mutation_threshold: float = 0.0
    """What the share of killed mutants had to reach."""
    both_tiers: int = 0
    """Cases with the same outcome in the other sandbox tier; 0 if only one tier could run them."""

    @property
    def admitted(self) -> bool:
        """Whether the module stood every check."""
        return not self.failure

    def established(self, text: str) -> str:
        """How much is known of a property: ``proved`` for all inputs, or ``tested(n)`` on generated ones."""
        return "proved" if text in self.proved else f"tested({self.property_inputs})"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a module's source comes from."""

    model: str = ""
    """The name of the language model; empty if people wrote it."""
    prompt: str = ""
    """The version of the prompt file."""
    seed: int = 0
    calls: int = 0
    """Calls of the model, failed rounds included."""


@dataclass(frozen=True, slots=True)
class Module:
    """A function with its contract, cases and history. Immutable: another source is another module."""

    signature: Signature
    doc: str
    source: str
    cases: tuple[Case, ...]
    verification: Verification
    properties: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    licence: str = "Apache-2.0"
    dependencies: tuple[str, ...] = ()
    """The keys of the modules that the source calls, by their names."""

    @property
    def name(self) -> str:
        """The function's name."""
        return self.signature.name

    @property
    def hash(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the module's files."""
        return content_hash(module_files(self))

    @property
    def key(self) -> str:
        """``name@hash``, the name of its folder."""
        return f"{self.name}@{self.hash}"


def content_hash(files: dict[str, str]) -> str:
    """The hash that a folder of these files is named by."""
    digest = hashlib.sha256()
    for name in FILES:
        data = files[name].encode()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:16]


def module_files(module: Module) -> dict[str, str]:
    """The texts of a module's files, by file name."""
    contract = {
        "signature": str(module.signature),
        "doc": module.doc,
        "schema": module.signature.schema,
        "properties": list(module.properties),
        "provenance": asdict(module.provenance),
        "licence": module.licence,
        "dependencies": list(module.dependencies),
    }
    lines = [{"inputs": list(c.inputs), "expected": c.expected, "negative": c.negative} for c in module.cases]
    return {
        "module.yaml": "".join(f"{name}: {_in_yaml(value)}\n" for name, value in contract.items()),
        "source.py": module.source,
        "cases.jsonl": "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
        "verification.json": json.dumps(asdict(module.verification), indent=2) + "\n",
    }


def _verification(data: Any) -> Verification:
    return Verification(**{**data, "proved": tuple(map(str, data.get("proved", ())))})


def _in_yaml(value: object) -> str:
    """A value as JSON that YAML reads alike: unlike an emitter's, the text does not depend on a library's version."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _read_lines(text: str) -> dict[str, Any]:
    """The values of a YAML text that has one name and one JSON value a line."""
    pairs = (line.partition(": ") for line in text.split("\n") if line)
    return {name: json.loads(value) for name, _, value in pairs}


def read_module(files: dict[str, str], place: str) -> Module:
    """The module that :func:`module_files` wrote.

    Raises:
        BadDataFile: if the files do not describe a module.
    """
    try:
        contract = _read_lines(files["module.yaml"])
        cases = [json.loads(line) for line in files["cases.jsonl"].splitlines()]
        return Module(
            parse_signature(contract["signature"]),
            contract["doc"],
            files["source.py"],
            tuple(Case(tuple(c["inputs"]), c["expected"], c["negative"]) for c in cases),
            _verification(json.loads(files["verification.json"])),
            tuple(contract["properties"]),
            Provenance(**contract["provenance"]),
            contract["licence"],
            tuple(map(str, contract["dependencies"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        raise BadDataFile(f"this folder does not describe a module: {err}", source_name=place) from err
