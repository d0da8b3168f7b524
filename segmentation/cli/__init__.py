"""The command line: arguments become a `Config`, which a command takes."""
