"""A module as it is kept: contract, source, cases, verification and provenance, addressed by its content."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import MISSING, asdict, dataclass, field, fields, replace
from typing import Any, Literal, TypeAlias, TypeVar, get_args

from nesy.errors import BadDataFile, NesyError
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


Record = TypeVar("Record", Provenance, Verification)


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


def _in_yaml(value: object) -> str:
    """A value as JSON that YAML reads alike: unlike an emitter's, the text does not depend on a library's version."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def read_module(files: dict[str, str], place: str) -> Module:
    """The module that :func:`module_files` wrote.

    Raises:
        BadDataFile: if the files do not describe a module.
    """
    try:
        contract = _read_lines(files["module.yaml"])
        return Module(
            parse_signature(_text(contract["signature"])),
            _text(contract["doc"]),
            files["source.py"],
            tuple(_case(_json(line)) for line in files["cases.jsonl"].splitlines()),
            _verification(_json(files["verification.json"])),
            _texts(contract["properties"]),
            _like(Provenance(), contract["provenance"]),
            _text(contract["licence"]),
            _keys(contract["dependencies"]),
        )
    except (NesyError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        raise BadDataFile(f"this folder does not describe a module: {err}", source_name=place) from err


def _read_lines(text: str) -> dict[str, Any]:
    """The values of a YAML text that has one name and one JSON value a line."""
    pairs = (line.partition(": ") for line in text.split("\n") if line)
    return {name: _json(value) for name, _, value in pairs}


def _json(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is no list of texts")
    return tuple(map(_text, value))


def _keys(value: Any) -> tuple[str, ...]:
    for key in (keys := _texts(value)):
        if not KEY.fullmatch(key):
            raise ValueError(f"{key!r:.60} is no key of a module")
    return keys


def _case(data: Any) -> Case:
    inputs, negative = data["inputs"], data["negative"]
    if not isinstance(inputs, list) or not isinstance(negative, bool):
        raise TypeError("inputs are a list, and negative is true or false")
    return Case(tuple(inputs), data["expected"], negative)


def _verification(data: Any) -> Verification:
    proved = _texts(data.get("proved", []))
    blank = Verification(0, 0, 0, 0.0, 0.0, 0, 0, 0, 0, 0, "")
    required = {part.name: data[part.name] for part in fields(blank) if part.default is MISSING}
    return _like(blank, {**required, **data, "proved": proved})


def _like(blank: Record, data: Any) -> Record:
    """A record with the values of a JSON object, each of the kind that the blank one has."""
    if not isinstance(data, dict):
        raise TypeError(f"{data!r:.40} is no JSON object")
    for name, value in data.items():
        kind = type(getattr(blank, name))
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise TypeError(f"{name} is {value!r:.40}")
    return replace(blank, **data)
