"""Which lines count: rules, returns, and the ledger of what was set aside."""
