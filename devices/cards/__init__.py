"""Cards of citizens and the readers that read them."""
