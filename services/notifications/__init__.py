"""Notifications: sends the mails that follow from what other services announced, and shows what became of them."""
