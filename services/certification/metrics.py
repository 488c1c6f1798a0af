"""What an operator, and the registry's office, watch of certifications: counts alone, nothing of a person."""

from prometheus_client import Counter, Gauge

CERTIFIED = Counter("mmp_certified", "Certifications that were certified by this process")
REFUSALS = Counter("mmp_rule_refusals", "Submissions refused, for each rule that blocked them", ["rule"])
WAITING = Gauge(
    "mmp_registrations_waiting", "Certified, and not registered yet, by whom it waits for", ["status"]
)
TOO_MANY_ELSEWHERE = Counter(
    "mmp_elsewhere_refused", "Questions refused of practitioners who were told of too many persons of others"
)
DUE_SET_ASIDE = Gauge("mmp_due_set_aside", "What fell due and could not be done: `due list` tells which")
MEASURE_SECONDS = 60
