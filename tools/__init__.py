"""Tools of a checkout; no part of the product."""
