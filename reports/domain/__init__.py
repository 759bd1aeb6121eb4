"""Rules of reports: pure functions over frozen facts, the date passed in."""
