"""What the database says of rows, read for a page or an action."""
