def moving_average(numbers, width):
    if width < 1:
        return None
    return [sum(numbers[start : start + width]) / width for start in range(len(numbers) - width + 1)]