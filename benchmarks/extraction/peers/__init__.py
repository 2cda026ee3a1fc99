"""The extractors that are compared, one small file and one process each: JSON lines in and out, see serving.py."""
