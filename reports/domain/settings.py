"""The policy numbers that figures of reports depend on."""

RETURN_WORKING_DAYS = "rtw_working_days"
LONG_TERM_DAYS = "long_term_sickness_days"
SETTINGS_IN_USE = (RETURN_WORKING_DAYS, LONG_TERM_DAYS)
