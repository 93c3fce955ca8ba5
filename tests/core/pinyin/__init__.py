"""Tests of core.pinyin."""
