"""P5 watches the lot: who is there, what is said, and what does not arrive."""
