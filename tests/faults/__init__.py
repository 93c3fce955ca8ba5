"""Faults of real networks, processes and disks, between a server process and real terminals."""
