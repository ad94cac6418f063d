"""P1 tells whether each place is free, and whether a vehicle stands before the barrier."""
