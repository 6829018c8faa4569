"""Functions on dates that people write again and again, as needs; their texts are in ``datasets/growth/dates.yaml``."""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta

from nesy.bench.growth.need import Inputs, Need, drawn, whole
from nesy.bench.growth.need_files import Maker, read_needs

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_needs() -> tuple[Need, ...]:
    """The needs of this family."""
    makers = {
        "add_days": Maker(_later, drawn(_date, whole(-800, 800))),
        "add_months": Maker(_add_months, drawn(_date, whole(-30, 30))),
        "age_in_years": Maker(_age, drawn(_date, _date)),
        "day_of_year": Maker(lambda day: date.fromisoformat(day).timetuple().tm_yday, drawn(_date)),
        "days_between": Maker(_days_between, drawn(_date, _date)),
        "days_in_month": Maker(_days_in_month, drawn(whole(1890, 2110), whole(0, 13))),
        "is_leap_year": Maker(calendar.isleap, drawn(_year)),
        "month_end": Maker(lambda day: f"{day[:8]}{_days_in_month(int(day[:4]), int(day[5:7]))}", drawn(_date)),
        "next_weekday": Maker(_next_weekday, drawn(_date, _weekday)),
        "quarter": Maker(lambda day: (int(day[5:7]) + 2) // 3, drawn(_date)),
        "weekday_name": Maker(lambda day: _DAYS[date.fromisoformat(day).weekday()], drawn(_date)),
        "working_days": Maker(_working_days, _two_near_dates),
    }
    return read_needs("dates", makers)


def _year(chance: random.Random) -> int:
    return chance.choice((chance.randint(1600, 2400), 100 * chance.randint(16, 24)))


def _weekday(chance: random.Random) -> str:
    return chance.choice((*_DAYS, *_DAYS, "Someday", "monday"))


def _date(chance: random.Random) -> str:
    if chance.random() < 0.3:
        year, month = chance.randint(1895, 2105), chance.choice((1, 2, 2, 3, 12))
        return date(year, month, chance.choice((1, calendar.monthrange(year, month)[1]))).isoformat()
    return date.fromordinal(chance.randint(date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal())).isoformat()


def _two_near_dates(chance: random.Random) -> Inputs:
    start = date.fromisoformat(_date(chance))
    return start.isoformat(), (start + timedelta(chance.randint(-10, 40))).isoformat()


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def _days_between(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _days_in_month(year: int, month: int) -> int | None:
    return calendar.monthrange(year, month)[1] if 1 <= month <= 12 else None


def _add_months(day: str, months: int) -> str:
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def _age(born: str, on: str) -> int | None:
    first, last = date.fromisoformat(born), date.fromisoformat(on)
    if last < first:
        return None
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _next_weekday(day: str, name: str) -> str | None:
    if name not in _DAYS:
        return None
    start = date.fromisoformat(day)
    return (start + timedelta((_DAYS.index(name) - start.weekday() - 1) % 7 + 1)).isoformat()


def _working_days(start: str, end: str) -> int | None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if last < first:
        return None
    return sum((first + timedelta(n)).weekday() < 5 for n in range((last - first).days + 1))
