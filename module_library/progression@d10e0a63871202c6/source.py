def progression(rows):
    step = rows[0][1] - rows[0][0]
    if step == 0:
        return None
    for row in rows:
        for left, right in zip(row, row[1:]):
            if right - left != step:
                return None
    return rows[2][1] + step