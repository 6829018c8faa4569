def chunk(items, size):
    if size < 1:
        return None
    return [items[start : start + size] for start in range(0, len(items), size)]