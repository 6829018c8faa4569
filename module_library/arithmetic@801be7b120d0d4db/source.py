def arithmetic(rows):
    found = []
    if all(row[0] + row[1] == row[2] for row in rows[:2]):
        found.append(rows[2][0] + rows[2][1])
    if all(row[0] - row[1] == row[2] for row in rows[:2]):
        found.append(rows[2][0] - rows[2][1])
    if not found:
        return None
    return min(found, key=repr)