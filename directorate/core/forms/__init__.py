"""What core asks people."""
