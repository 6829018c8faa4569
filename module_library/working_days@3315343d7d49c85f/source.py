from datetime import date, timedelta

def working_days(start, end):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if last < first:
        return None
    count = 0
    for ahead in range((last - first).days + 1):
        if (first + timedelta(days=ahead)).weekday() < 5:
            count += 1
    return count