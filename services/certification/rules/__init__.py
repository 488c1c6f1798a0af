"""The rules of the certification, pure: facts in, outcomes out. Not legal advice."""
