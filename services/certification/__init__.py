"""The certification service: patients, certifications, registrations and the rules they must satisfy."""
