"""What archives pages: capture, extract, dedupe, store, and the schema they fill."""
