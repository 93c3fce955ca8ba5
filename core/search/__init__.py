"""Search: what is indexed (tokens), what a query means (query, match), and how hits are found.

Import the modules themselves: writing the index must not pay for reading queries.
"""
