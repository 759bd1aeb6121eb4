"""Charts and files that leave the application."""
