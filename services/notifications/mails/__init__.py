"""What mails say: a folder per kind and language with `subject.txt`, `body.txt` and `body.html`."""
