"""Recency, frequency and monetary value of each customer, month by month."""
