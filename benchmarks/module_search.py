"""Search in 100,000 modules: its time, and how often the module that a paraphrase means is among the first ten.

``python benchmarks/module_search.py [--modules N] [--queries N] [--embeddings] [--seed N]`` writes the modules to a
temporary folder (minutes); the seed draws other modules and queries.
Each is one of 3.4 million functions over records: an operation on a field of some things, under a condition. Its
docstring and its paraphrases are put together from ``module_search.yaml``, each with its own order of the parts. The
one draws the phrase of each part anew, as two people do who describe one function; the other takes another phrase than
the docstring wherever there is one. The share of a paraphrase's words that the docstring has is printed as well.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nesy.modules.library import Library
from nesy.modules.record import Case, Module, Verification, module_files
from nesy.modules.signature import parse_signature
from nesy.modules.vectors import WordVectors
from nesy.modules.words import content_words

PARTS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())
DOCS = ("{operation} {field} of {things} {condition}.", "{operation} {field} over all {things} {condition}.")
PARAPHRASES = (
    "for {things} {condition}, {operation} {field}",
    "i need a function: among {things} {condition}, {operation} {field}",
    "given {things}, take those {condition} and find {operation} {field}",
)
VERIFIED = Verification(5, 0, 0, 0.566, 0.5, 0, 0, 0, 0, 0, "fast")
NOWHERE = 10**9


@dataclass(frozen=True, slots=True)
class Wanted:
    """A module of the benchmark, and how else one may ask for it."""

    module: Module
    paraphrase: str
    reworded: str
    """The same, no part of it as in the docstring if there is another phrase for it."""


def wanted(number: int, parts: tuple[Any, ...], chance: random.Random) -> Wanted:
    """A module with its paraphrase."""
    doc, anew, other = zip(*(phrases(part, chance) for part in parts), strict=True)
    names = ("operation", "field", "things", "condition")
    operation, field, things, condition = parts
    argument = f", limit: {condition['type']}" if "type" in condition else ""
    name = f"{operation['name']}_{field['name']}_{chance.choice(things['phrases'])}".replace(" ", "_") + f"_{number}"
    head = f"{name}(items: list[dict[str, any]]{argument}) -> {operation['type']}"
    signature = parse_signature(head)
    parameters = ", ".join(p.name for p in signature.parameters)
    source = (
        f"def {name}({parameters}):\n    found = [item[{field['name']!r}] for item in items if {condition['code']}]\n"
        f"    return {operation['code']}\n"
    )
    text = chance.choice(DOCS).format(**dict(zip(names, doc, strict=True)))
    form = chance.choice(PARAPHRASES)
    asked, reworded = (form.format(**dict(zip(names, said, strict=True))) for said in (anew, other))
    module = Module(signature, text[0].upper() + text[1:], source, (Case(([],), None),), VERIFIED)
    return Wanted(module, asked, reworded)


def phrases(part: Any, chance: random.Random) -> tuple[str, str, str]:
    """A phrase for the docstring, one that is drawn anew, and another than the first if there is one."""
    known = part["phrases"]
    first, other = chance.sample(known, 2) if len(known) > 1 else known * 2
    return first, chance.choice(known), other


def overlap(asked: list[Wanted], texts: list[str]) -> float:
    """The mean share of a text's content words that the docstring of its module has."""
    words = [(content_words(text), content_words(item.module.doc)) for item, text in zip(asked, texts, strict=True)]
    return statistics.mean(sum(word in doc for word in text) / len(text) for text, doc in words)


def generate(number: int, seed: int = 0) -> Iterator[Wanted]:
    """Modules no two of which have the same parts."""
    chance = random.Random(seed)
    every = [PARTS[kind] for kind in ("operations", "fields", "things", "conditions")]
    size = 1
    for kind in every:
        size *= len(kind)
    for index, place in enumerate(chance.sample(range(size), number)):
        parts = []
        for kind in every:
            place, at = divmod(place, len(kind))
            parts.append(kind[at])
        yield wanted(index, tuple(parts), chance)


def write(folder: Path, modules: Iterator[Wanted]) -> list[Wanted]:
    """Put modules into a library's folder, without the calls that make each one durable."""
    kept = []
    for item in modules:
        place = folder / item.module.key
        place.mkdir(parents=True)
        for name, text in (*module_files(item.module).items(), ("status", "active\n")):
            (place / name).write_text(text)
        kept.append(item)
    return kept


def examples(module: Module, chance: random.Random) -> list[Case]:
    """Calls of a module with what it returns, on which it is neither empty nor constant as far as twenty tries tell."""
    names: dict[str, Any] = {}
    exec(module.source, names)
    function, found = names[module.name], {}
    for _ in range(20):
        arguments = [[record(module.source, chance) for _ in range(chance.randrange(2, 7))]]
        arguments += [LIMITS[str(p.type)](chance) for p in module.signature.parameters[1:]]
        found.setdefault(repr(function(*arguments)), Case(tuple(arguments), function(*arguments)))
    return list(found.values())[:6]


LIMITS: dict[str, Any] = {
    "float": lambda chance: chance.randrange(20, 80),
    "int": lambda chance: chance.randrange(1, 5),
    "str": lambda chance: chance.choice("abc"),
    "date": lambda chance: f"2024-{chance.randrange(3, 10):02}-15",
}


def record(source: str, chance: random.Random) -> dict[str, Any]:
    """A record with the fields that any condition reads, and the fields that a source names."""
    values = {field["name"]: chance.randrange(100) for field in PARTS["fields"] if repr(field["name"]) in source}
    own = {"group": chance.choice("abc"), "day": f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"}
    return {**values, **own, "size": chance.randrange(100), "rank": chance.randrange(6), "open": chance.random() < 0.5}


def rank(found: list[Module], meant: Module) -> int:
    """The place of a module among those found, from 0."""
    keys = [module.key for module in found]
    return keys.index(meant.key) if meant.key in keys else NOWHERE


def report(name: str, ranks: list[int], took: list[float]) -> None:
    ms = [1000 * seconds for seconds in took]
    tenth = sum(rank < 10 for rank in ranks) / len(ranks)
    first = sum(rank < 1 for rank in ranks) / len(ranks)
    high = statistics.quantiles(ms, n=20)[-1]
    print(f"{name}: recall@10 {tenth:.3f}, @1 {first:.3f}; p50 {statistics.median(ms):.2f} ms, p95 {high:.2f} ms")


def timed(library: Library, meant: Module, text: str, cases: list[Case], most: int = 10) -> tuple[int, float]:
    began = time.perf_counter()
    found = library.find(text, cases=cases, most=most)
    return rank(found, meant), time.perf_counter() - began


def measure(library: Library, asked: list[Wanted], texts: list[str]) -> None:
    """Print what texts, one for each module, find."""
    print(f"{overlap(asked, texts):.0%} of the words are the docstring's")
    meant = [item.module for item in asked]
    for name in ("words, each asked for the first time", "words"):
        report(name, *zip(*(timed(library, m, t, []) for m, t in zip(meant, texts, strict=True)), strict=True))
    chance, some = random.Random(2), list(zip(meant, texts, strict=True))[: len(texts) // 4]
    report("words and behaviour", *zip(*(timed(library, m, t, examples(m, chance)) for m, t in some), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--embeddings", action="store_true", help="and with word vectors: nesy[embeddings]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        known = write(Path(folder), generate(options.modules, options.seed))
        asked = random.Random(options.seed + 1).sample(known, options.queries)
        print(f"{len(known)} modules, written in {time.perf_counter() - began:.0f} s")
        for embedder in (None, WordVectors()) if options.embeddings else (None,):
            print("with word vectors" if embedder else "words alone")
            with Library(folder, below=(), embedder=embedder) as library:
                began = time.perf_counter()
                print(f"{len(library.index.shapes())} shapes, indexed in {time.perf_counter() - began:.0f} s")
                print("paraphrases drawn anew: ", end="")
                measure(library, asked, [item.paraphrase for item in asked])
                print("paraphrases with every part reworded: ", end="")
                measure(library, asked, [item.reworded for item in asked])


if __name__ == "__main__":
    main()
