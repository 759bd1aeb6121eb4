"""Files in: what a file is, its records into a staging table as text, and what each feed's columns are called."""
