"""A disk that loses power: what a real run writes, and what a cut leaves of it."""
