def facts(predicates, tables):
    found = []
    for number, predicate in enumerate(predicates):
        for row in tables[number]:
            name = row.get("name")
            if not isinstance(name, str) or not name.isidentifier() or not predicate.isidentifier():
                return None
            found.append(predicate + "(" + name + ")")
    return found
