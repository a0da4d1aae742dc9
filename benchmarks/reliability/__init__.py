"""What the warehouse withstands, tried and counted."""
