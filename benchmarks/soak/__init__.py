"""`make soak`: the whole service on loopback, faults at random, and an audit of all that it has stored and told."""
