"""A story of several terminals played on real servers and real data: at once, or before the eyes of who watches."""
