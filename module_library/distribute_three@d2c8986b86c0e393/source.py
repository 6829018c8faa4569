def distribute_three(rows):
    first = rows[0]
    for index, value in enumerate(first):
        if value in first[:index] or value not in rows[1]:
            return None
    if rows[2][0] == rows[2][1]:
        return None
    for value in rows[1] + rows[2]:
        if value not in first:
            return None
    left = [value for value in first if value not in rows[2]]
    return left[0] if len(left) == 1 else None