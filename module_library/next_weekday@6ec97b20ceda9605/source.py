from datetime import date, timedelta

def next_weekday(day, name):
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    if name not in names:
        return None
    start = date.fromisoformat(day)
    ahead = (names.index(name) - start.weekday()) % 7
    return (start + timedelta(days=ahead or 7)).isoformat()