"""Rows to what the rules need, and what pages show."""
