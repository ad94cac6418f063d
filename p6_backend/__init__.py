"""P6 records every message, answers questions about the lot, and adds places to it."""
