"""The identity service: accounts, sessions, and the proof that somebody is a given practitioner or patient."""
