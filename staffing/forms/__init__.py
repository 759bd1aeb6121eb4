"""What people type about leave, read and checked."""
