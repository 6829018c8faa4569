def joined(left, right):
    return left + right
