def transpose(rows):
    if any(len(row) != len(rows[0]) for row in rows):
        return None
    return [[row[column] for row in rows] for column in range(len(rows[0]))] if rows else []