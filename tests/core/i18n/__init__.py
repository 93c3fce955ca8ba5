"""Tests of core.i18n."""
