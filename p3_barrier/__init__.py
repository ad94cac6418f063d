"""P3 moves the barrier's arm: up on an order, down after the hold, never onto anything."""
