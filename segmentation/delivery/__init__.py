"""What a month's folder holds, and how it appears there: tables, workbook, lists, manifest."""
