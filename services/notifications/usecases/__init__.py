"""What notifications does, a verb a file. Both ways in, events and mutations, end here."""
