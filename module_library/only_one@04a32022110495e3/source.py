def only_one(names):
    return names[0] if len(names) == 1 else None