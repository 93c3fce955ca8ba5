"""Figures (指标): the metrics of domain §12 with their definitions, and the records behind each of them."""
