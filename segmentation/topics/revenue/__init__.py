"""Why revenue differs from an earlier month's."""
