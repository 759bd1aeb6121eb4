"""What staffing draws."""
