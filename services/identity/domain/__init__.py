"""Accounts, practitioners and the numbers that prove them, pure."""
