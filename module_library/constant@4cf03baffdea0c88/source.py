def constant(rows):
    if all(value == row[0] for row in rows for value in row):
        return rows[2][0]
    return None