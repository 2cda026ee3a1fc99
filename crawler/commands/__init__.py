"""Scrapy commands of this project, one word each."""
