"""The journal: events as signed bytes, their hash chain, their clock and their seals; no database in here."""
