"""A second implementation of `docs/protocol.md`, written from the document alone: no module of core or sync in it."""
