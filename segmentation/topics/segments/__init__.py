"""What clusters are called, and what their customers are like."""
