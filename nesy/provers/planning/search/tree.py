"""The states that a search has reached, with the way to each."""

from __future__ import annotations


class SearchTree:
    """Numbered states; each knows its parent, the operator that led to it and the cost of the way.

    >>> tree = SearchTree(root=1)
    >>> number = tree.add(2, parent=0, operator=7, cost=3)
    >>> tree.path(number), tree.cost[number], 2 in tree.number
    ((7,), 3, True)
    """

    __slots__ = ("cost", "number", "operator", "parent", "state")

    def __init__(self, root: int) -> None:
        self.number: dict[int, int] = {root: 0}
        self.state: list[int] = [root]
        self.parent: list[int] = [-1]
        self.operator: list[int] = [-1]
        self.cost: list[int] = [0]

    def add(self, state: int, *, parent: int, operator: int, cost: int) -> int:
        """File a new state and return its number."""
        number = len(self.state)
        self.number[state] = number
        self.state.append(state)
        self.parent.append(parent)
        self.operator.append(operator)
        self.cost.append(cost)
        return number

    def reopen(self, number: int, *, parent: int, operator: int, cost: int) -> None:
        """Note a cheaper way to a state."""
        self.parent[number], self.operator[number], self.cost[number] = parent, operator, cost

    def path(self, number: int) -> tuple[int, ...]:
        """The operators from the root to a state."""
        operators = []
        while self.parent[number] >= 0:
            operators.append(self.operator[number])
            number = self.parent[number]
        return tuple(reversed(operators))
