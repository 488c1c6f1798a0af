"""`doctor`: looks at everything that an installation needs, and says in a line each what is wrong and what to do."""
