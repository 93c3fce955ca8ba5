"""The records of a station, one module each: events, folded state, operations; pure over the replica they are given."""
