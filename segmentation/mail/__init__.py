"""The report by e-mail: address, message, sending, journal."""
