"""Directorate: the operations desk of an NHS acute-hospital directorate."""
