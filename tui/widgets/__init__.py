"""The parts of the frame: one widget that paints, and pure functions that say what."""
