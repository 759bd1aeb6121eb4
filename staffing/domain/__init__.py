"""Rules of staffing: pure functions over frozen facts, the date passed in."""
