"""What people do with leave and sickness: one user action, one function, one transaction."""
