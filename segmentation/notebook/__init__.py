"""The analyst's notebook: made, run and published."""
