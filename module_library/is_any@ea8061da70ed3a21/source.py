def is_any(names):
    return len(names) > 0