"""What all seven modules share: the contract, and how a service is run. No decision of one of them."""
