"""Rules over folded state: pure functions that find, and never block."""
