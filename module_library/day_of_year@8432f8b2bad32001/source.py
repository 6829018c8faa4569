from datetime import date

def day_of_year(day):
    given = date.fromisoformat(day)
    return (given - date(given.year, 1, 1)).days + 1