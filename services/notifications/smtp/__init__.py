"""Speaking SMTP: the server's address, the message's form, one connection per mail."""
