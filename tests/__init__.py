"""The tests: flat, one module for each module, and one end-to-end story."""
