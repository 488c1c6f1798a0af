"""What an operator watches of the mailer."""

from prometheus_client import Counter, Gauge, Histogram

ATTEMPTS = Counter("mmp_mail_attempts", "Attempts to send mails, by kind and outcome", ["kind", "outcome"])
QUEUED_TO_SENT = Histogram(
    "mmp_mail_queued_to_sent_seconds",
    "From a delivery's commit to the mail server's acceptance",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600),
)
UNREADABLE = Counter(
    "mmp_mail_unreadable", "Tries that ended before there was a mail: what it is made of could not be read"
)
OLDEST_WAITING = Gauge("mmp_mail_oldest_waiting_seconds", "Age of the delivery that waits longest, 0 if none")
DELIVERIES = Gauge("mmp_deliveries", "Deliveries that are not at their end, and those that failed", ["state"])
