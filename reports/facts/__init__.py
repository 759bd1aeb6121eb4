"""Rows to facts for reports."""
