"""What pages, files and cards show of the waiting list: rows and figures in words, without a request."""
