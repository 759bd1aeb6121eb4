"""The sentences that define the figures of the weekly report; every printed figure names one of them.

Source: reports rule book, sections 3 and 6; NHS England, NHS sickness absence rates, methodology.
"""

DEFINITIONS: dict[str, str] = {
    "C1 funded": "Funded WTE: whole-time equivalents funded on the Sunday; posts held or frozen are in.",
    "C2 in post": "In post WTE: permanent and fixed-term contracts on the Sunday, whatever their status; "
    "1.00 WTE is 37.5 hours a week.",
    "C3 backfill": "Backfill WTE: fixed-term cover of a named holder on long leave; never in post.",
    "C4 actual": "Actual WTE: in post, backfill, bank and agency of the week.",
    "B1 agency": "Agency: timesheets of the week that ends on the Sunday; WTE is hours over 37.5; net is hours times rate, "
    "gross with VAT; over cap: the rate is above the cap of the band. Bank stands apart. 4-week mean: the sum of four "
    "Sundays over four.",
    "B2 bank": "Bank: hours of the week over 37.5.",
    "B3 year": "This year: weeks that end from 1 April to the Sunday.",
    "B4 estimate": "Timesheets expected: bookings of agency that run in the week and brought a timesheet, or began, in the "
    "last four weeks. Estimated: for each one missing the hours of its last timesheet (37.5 without) at the booked rate; "
    "never part of net.",
    "B5 awr": "12-week clock (Agency Workers Regulations 2010): weeks worked in the role; more than six weeks away begin "
    "it again. The highest of the row.",
    "B6 asks": "Asked: bookings off framework or without approval, workers at 12 weeks or from week 10, bookings that end "
    "within 14 days.",
    "K9 gap": "Net gap: vacant less bank and agency.",
    "K8 vacancy": "Vacant WTE: funded less in post; the rate is vacant over funded. A minus sign means over-established.",
    "C5 headcount": "Headcount: people with a contract other than bank on the Sunday, counted once. "
    "The specialty is that of the post, so that the parts may add up to more than the total.",
    "C6 away long": "Away long WTE: people in post or backfilling who are on maternity or adoption leave, or on long-term "
    "sickness, on the Sunday.",
    "C7 available": "Available WTE: actual less away long.",
    "K1 sickness": "Sickness rate: FTE days lost over FTE days available, calendar days, weekends in (NHS England). "
    "Bank, career breaks and secondments out are left out; maternity leave stays in. "
    "Rates of several groups or months are sums over sums.",
    "K2 rolling": "12 months: the 12 complete calendar months before the month of the Sunday.",
    "K4 episodes": "Episodes: rows of one person that overlap, or with no working day between them, are one. "
    "Open: no end, or an end after the Sunday. Started and ended: first or last day in the week.",
    "K3 long term": "Long term: an episode of 28 calendar days or more to the Sunday or to its end.",
    "K5 return": "Return to work: due 3 working days after the return. Overdue: due before the Sunday, not recorded, "
    "absence ended in the last 364 days.",
    "K16 family": "Maternity and adoption: people on leave on the Sunday and their WTE. Starting and returning: in the 28 "
    "or 84 days after the Sunday. Covered: backfill for a person on leave, at most that person's WTE.",
    "S1 small": "Wide copy: counts of 1 to 4 are printed as <5, further ones as * where they could be worked out; "
    "rates of fewer than 5 people as -.",
}
