def how_many(names):
    return len(names)