def tidy_problem(places, goals):
    tools = [row["name"] for row in places]
    spots = sorted({row["place"] for row in places})
    if not all(name.isidentifier() for name in tools + spots) or not goals:
        return None
    locked = [goal[len("Locked(") : -1] for goal in goals]
    lies = " ".join("(lies " + row["name"] + " " + row["place"] + ")" for row in places)
    wanted = " ".join("(lies " + name + " locker)" for name in locked)
    return (
        "(define (problem tidy) (:domain workshop) (:objects "
        + " ".join(tools)
        + " - tool "
        + " ".join(spots)
        + " locker - place) (:init (at locker) (empty-handed) "
        + lies
        + ") (:goal (and "
        + wanted
        + ")))"
    )
