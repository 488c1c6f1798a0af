"""Events and mails: what the relay moves beside a bare loop, and how soon a mail follows a submission."""
