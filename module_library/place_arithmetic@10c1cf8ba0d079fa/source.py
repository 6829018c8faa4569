def place_arithmetic(rows):
    def union(one, two):
        return sorted(set(one) | set(two))

    def difference(one, two):
        return sorted(set(one) - set(two))

    found = []
    for combine in (union, difference):
        if all(combine(row[0], row[1]) == row[2] for row in rows[:2]):
            found.append(combine(rows[2][0], rows[2][1]))
    if not found:
        return None
    return min(found, key=lambda places: repr(tuple(places)))