"""What people do in core; one function, one transaction."""
