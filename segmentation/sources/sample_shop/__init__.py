"""The embedded sample shop: lines as a real shop would write them."""

from segmentation.sources.sample_shop.shop import DEFAULT_CUSTOMERS, DEFAULT_SEED, SHEETS, make_lines
from segmentation.sources.sample_shop.writing import write_sample

__all__ = ["DEFAULT_CUSTOMERS", "DEFAULT_SEED", "SHEETS", "make_lines", "write_sample"]
