def age_in_years(born, on):
    if on < born:
        return None
    years = int(on[:4]) - int(born[:4])
    return years - 1 if on[5:] < born[5:] else years