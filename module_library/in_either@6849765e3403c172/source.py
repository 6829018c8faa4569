def in_either(one, other):
    return sorted(set(one) | set(other))