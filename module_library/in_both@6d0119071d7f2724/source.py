def in_both(one, other):
    return sorted(set(one) & set(other))