def is_less(one, other):
    return one < other