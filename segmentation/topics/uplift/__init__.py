"""What last month's lists did."""
