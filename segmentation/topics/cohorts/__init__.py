"""Whether new customers come back."""
