"""Customer segmentation: from a retailer's invoice lines to a report a director can act on."""

__version__ = "0.1.0"
