"""Each segment beside the whole base: countries, products, who is new, what lists hold."""
