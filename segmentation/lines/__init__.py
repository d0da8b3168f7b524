"""Where lines come from: files, the sample shop, the public data set."""
