def quarter(day):
    return (int(day[5:7]) - 1) // 3 + 1