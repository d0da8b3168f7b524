"""What the lines look like before anything is set aside: the notebook's first half."""
