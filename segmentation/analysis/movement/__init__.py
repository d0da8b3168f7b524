"""Month to month: who moved, how segments grew, how firm their names are, and where a change of revenue came from."""
