"""Who moved between last month's segments and this month's."""
