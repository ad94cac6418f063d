"""P4 counts the free places, announces the count, and shows it to the drivers."""
