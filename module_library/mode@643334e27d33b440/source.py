def mode(items):
    best, most = None, 0
    for item in items:
        if items.count(item) > most:
            best, most = item, items.count(item)
    return best