"""The local SQLite file: journal, disposable views, drafts and search index behind one writer."""
