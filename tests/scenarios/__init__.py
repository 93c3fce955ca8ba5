"""The stories of domain §14, told end to end: real servers on loopback, real terminals, one clock the test moves."""
