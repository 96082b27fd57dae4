"""What is compared with the truth, one module for each kind of thing; pure functions, so that tests can lie to them."""
