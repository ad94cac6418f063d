"""P7: what happens in the lot, on a page."""
