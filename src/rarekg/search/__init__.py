"""Search: documents made of records, the engine protocol, and the engines."""
