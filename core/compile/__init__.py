"""What is compiled from records: briefs, summaries, sheets; it never invents anything (E10)."""
