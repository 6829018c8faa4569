"""The growth benchmark as a plot: four figures against the number of tasks, a line an arm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from xml.etree.ElementTree import Element, SubElement, tostring

from nesy.bench.growth.arms import ARMS, Arm, Served

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 340, 190, 56, 54, 76
_COLOURS = ("#9a3412", "#1d4ed8", "#7e22ce", "#15803d")
_DASHES = ("2 3", "", "7 4", "1 0")
_LAST = 20
"""Tasks over which a share is taken."""


def plot(arms: Sequence[Arm]) -> str:
    """The plot of all runs as an SVG document; each line is the mean over the seeds of an arm."""
    figures: tuple[tuple[str, Callable[[Arm], list[float]]], ...] = (
        (f"right, of the last {_LAST} tasks", lambda arm: _recent(arm.served, lambda s: s.right)),
        (f"reused, of the last {_LAST} tasks", lambda arm: _recent(arm.served, lambda s: s.status == "reused")),
        ("calls of the model so far", lambda arm: list(accumulate(float(s.calls) for s in arm.served))),
        ("modules in the library", lambda arm: [float(s.modules) for s in arm.served]),
    )
    size = f"0 0 {2 * (_WIDTH + _GAP)} {2 * (_HEIGHT + _GAP) + _TOP}"
    page = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=size, role="img")
    SubElement(page, "title").text = "Growth of a module library: accuracy, reuse, model calls and size against tasks"
    SubElement(page, "rect", width="100%", height="100%", fill="#ffffff")
    _legend(page)
    for number, (title, values) in enumerate(figures):
        left = _LEFT + (number % 2) * (_WIDTH + _GAP)
        top = _TOP + (number // 2) * (_HEIGHT + _GAP)
        lines = [_mean([values(arm) for arm in arms if arm.name == name]) for name in ARMS]
        _panel(page, left, top, title, lines, share="last" in title)
    return tostring(page, encoding="unicode")


def _recent(served: Sequence[Served], counts: Callable[[Served], bool]) -> list[float]:
    """At every task, the share of the last tasks that count."""
    hits = [float(counts(s)) for s in served]
    parts = (hits[max(0, n - _LAST + 1) : n + 1] for n in range(len(hits)))
    return [sum(part) / len(part) for part in parts]


def _mean(lines: Sequence[Sequence[float]]) -> list[float]:
    return [sum(values) / len(values) for values in zip(*lines, strict=True)]


def _legend(page: Element) -> None:
    for number, name in enumerate(ARMS):
        at = _LEFT + 190 * number
        _line(page, [(at, 20), (at + 34, 20)], number)
        _text(page, at + 42, 24, name)


def _panel(page: Element, left: int, top: int, title: str, lines: Sequence[Sequence[float]], *, share: bool) -> None:
    most = 1.0 if share else max(1.0, *(max(line) for line in lines))
    tasks = max(2, *(len(line) for line in lines))
    _text(page, left, top - 8, title, weight="600")
    for part in (0.0, 0.5, 1.0):
        height = top + _HEIGHT * (1 - part)
        SubElement(page, "path", d=f"M{left} {height:.1f}H{left + _WIDTH}", stroke="#d4d4d8", fill="none")
        _text(page, left - 8, height + 4, f"{part:.0%}" if share else f"{most * part:.0f}", anchor="end")
    _text(page, left, top + _HEIGHT + 18, "1")
    _text(page, left + _WIDTH, top + _HEIGHT + 18, f"{tasks} tasks", anchor="end")
    for number, line in enumerate(lines):
        across = _WIDTH / (tasks - 1)
        _line(page, [(left + across * n, top + _HEIGHT * (1 - value / most)) for n, value in enumerate(line)], number)


def _line(page: Element, points: Sequence[tuple[float, float]], number: int) -> None:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    attributes = {"stroke-width": "2", "stroke-dasharray": _DASHES[number]}
    SubElement(page, "path", {"d": path, "stroke": _COLOURS[number], "fill": "none", **attributes})


def _text(page: Element, x: float, y: float, text: str, *, anchor: str = "start", weight: str = "400") -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "font-weight": weight}
    SubElement(page, "text", {**place, "font-family": "sans-serif", "font-size": "13", "fill": "#18181b"}).text = text
