"""The waiting list's pages."""
