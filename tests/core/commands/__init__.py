"""Tests of core.commands."""
