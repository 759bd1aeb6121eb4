"""What users do with complaints: one action, one function, one transaction."""
