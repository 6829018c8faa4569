def run_length_decode(runs):
    return "".join(letter * count for letter, count in runs)