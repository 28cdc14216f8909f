"""A plan on paper: one page of HTML, a workbook, a letter to each firm."""
