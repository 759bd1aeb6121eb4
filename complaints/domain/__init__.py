"""Rules of complaints: the standard library and dates that are passed in."""
