"""P2 decides, from what it hears alone, whether to open."""
