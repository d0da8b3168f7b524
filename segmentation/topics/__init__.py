"""What a month's report covers, a folder for each topic."""
