"""Tests of core.dates."""
