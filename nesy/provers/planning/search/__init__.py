"""nesy's own planner: search over grounded tasks, in pure Python."""

from nesy.provers.planning.search.result import SearchResult
from nesy.provers.planning.search.solve import solve

__all__ = ["SearchResult", "solve"]
