"""The handover page: preview, walk, say back, two signatures."""
