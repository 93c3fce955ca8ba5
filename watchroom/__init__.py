"""The composition root: the command line that joins core, screens and sync into one program."""
