"""What people and the job do with reports: each function one act, one transaction."""
