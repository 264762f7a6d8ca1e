"""Compares the table of limits and the schema with botocore's model, for those who maintain them.

    python -m mappinglint_rules.schema.compare

prints each difference; explained.toml has those that are meant to be.
"""
