"""The sentences that define the figures of the weekly report; every printed figure names one of them.

Source: reports rule book, sections 3 and 6; NHS England, NHS sickness absence rates, methodology.
"""

DEFINITIONS: dict[str, str] = {
    "C1 funded": "Funded WTE: whole-time equivalents funded on the day reported (the Sunday, or the last day of the month); posts held or frozen are in.",
    "C2 in post": "In post WTE: permanent and fixed-term contracts on that day, whatever their status; "
    "1.00 WTE is 37.5 hours a week.",
    "C3 backfill": "Backfill WTE: fixed-term cover of a named holder on long leave; never in post.",
    "C4 actual": "Actual WTE: in post, backfill, bank and agency of the week (of a month: hours over its Sundays).",
    "B1 agency": "Agency: timesheets of the week that ends on the Sunday; WTE is hours over 37.5; net is hours times rate, "
    "gross with VAT; over cap: the rate is above the cap of the band on that Sunday; UNKNOWN: no cap is loaded for it. Bank stands apart. 4-week mean: the sum of four "
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
    "B7 exit": "Exit plan: how the line is to end, in the manager's words, as they stood when the report was made.",
    "B8 exemptions": "Exemptions: what lets a specialty, and a band where one is named, use agency (A&C agency is banned since 16 September "
    "2019 except by exemption); a line has one when one is in force on a day of its week.",
    "K9 gap": "Net gap: vacant less bank and agency.",
    "K8 vacancy": "Vacant WTE: funded less in post; the rate is vacant over funded. A minus sign means over-established.",
    "C5 headcount": "Headcount: people with a contract other than bank on that day, counted once. "
    "The specialty is that of the post, so that the parts may add up to more than the total.",
    "C6 away long": "Away long WTE: people in post or backfilling who are on maternity or adoption leave, or on long-term "
    "sickness, on that day.",
    "C7 available": "Available WTE: actual less away long.",
    "K1 sickness": "Sickness rate: FTE days lost over FTE days available, calendar days, weekends in (NHS England). "
    "Bank, career breaks and secondments out are left out; maternity leave stays in. "
    "Rates of several groups or months are sums over sums.",
    "K2 rolling": "12 months: the 12 complete calendar months before the month of the Sunday.",
    "K4 episodes": "Episodes: rows of one person that overlap, or with no working day between them, are one. "
    "Open: no end, or an end after the Sunday. Started and ended: first or last day in the week.",
    "K3 long term": "Long term: an episode of 28 calendar days or more to the Sunday or to its end.",
    "K5 return": "Return to work: due 3 working days after the day back, which is not counted, unless a policy number says "
    "otherwise. Overdue: due before the Sunday, not recorded, absence ended in the last 364 days.",
    "K16 family": "Maternity and adoption: people on leave on the Sunday and their WTE. Starting and returning: in the 28 "
    "or 84 days after the Sunday. Covered: backfill for a person on leave, at most that person's WTE.",
    "K13 training": "Training and appraisal: requirements in date over requirements, on the Sunday; complete records only. Eligible: "
    "neither away for long nor a new starter.",
    "G1 quality": "Data quality: what the last file of each source could not load or said twice, and what sources contradict.",
    "D1 tie": "Ties to ESR: our rate of the week beside the one that the ESR dashboard showed on Monday; sickness with a day in "
    "the week that the latest ESR extract does not show, or shows with other dates.",
    "K10 turnover": "Turnover: people who left in 12 months over the mean of those in post at the start and at the end; the end of a "
    "fixed term and moves within the Trust are left out, by the leaving reason of the staff list and, where none is recorded, by the "
    "kind of the last contract. Stability: those of the start who are still there.",
    "K14 hire": "Time to hire: days from authorisation to start, of vacancies filled in the period; target 56 days.",
    "M1 agency": "Agency in a month: timesheets of the weeks whose Sunday lies in it; WTE is hours over 37.5 over the number of Sundays.",
    "M2 year": "Year to date: weeks that end from 1 April to the end of the month.",
    "M3 plan": "Plan: net spend of agency by month and specialty beside what was planned, as a manager typed it; net less plan. "
    "Where a plan is missing the report names what is missing and compares nothing.",
    "M5 pay": "Agency of A&C pay: net spend of agency over the A&C pay bill of the month, agency included, as a manager typed it; of the "
    "year sum over sum, only where the pay of every month is loaded.",
    "M6 invoices": "Invoices that differ: by more than a penny from the timesheets that name them; of the month of their last week.",
    "M4 open": "Awaiting signature: timesheets of the month that nobody has approved; age at the end of the month. Refused: rows "
    "of the last agency file that were there already.",
    "V1 recruitment": "In recruitment: WTE of vacancies in Trac that were authorised up to the end of the month and are not filled.",
    "V2 held": "Held: unfilled WTE of posts that are held or frozen.",
    "V3 posts": "Posts not filled as funded: funded less in post on the last day of the month, post by post.",
    "V4 log": "Vacancy log: the stage that is furthest on; days from authorisation to the day of the Trac report.",
    "V5 movement": "Movement: contracts in post on the last day of the month before and of this month, compared one by one. A transfer: "
    "the person was, or is, in post elsewhere in the directorate.",
    "V6 forecast": "Forecast: contracts that begin, change and end as they are entered, and starts agreed in Trac. A last day counts on "
    "the day after.",
    "S1 small": "Wide copy: counts of 1 to 4 are printed as <5, further ones as * where they could be worked out; "
    "rates of fewer than 5 people as -.",
}
