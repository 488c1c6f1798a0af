"""What holds without I/O and without a clock: deliveries, applications, back-off, registration help."""
