"""Rules that every app shares: calendars, cells, periods, charts, suppression."""
