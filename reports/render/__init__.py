"""Documents to files: PDF, workbook, chart."""
