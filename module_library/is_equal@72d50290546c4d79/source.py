def is_equal(one, other):
    return one == other