"""Rules of waiting_lists: pure functions over frozen facts, the date passed in."""
