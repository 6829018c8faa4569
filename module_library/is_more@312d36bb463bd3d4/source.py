def is_more(one, other):
    return one > other