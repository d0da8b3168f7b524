"""The report's pages: the first page, the parts in their order, HTML, PDF and explorer."""
