"""Every setting: its type, default and check, and where its value comes from."""
