"""Pages as pure data: spans, rows, and the few shapes they are laid out in."""
