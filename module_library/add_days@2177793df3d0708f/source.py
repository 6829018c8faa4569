from datetime import date, timedelta

def add_days(day, days):
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()