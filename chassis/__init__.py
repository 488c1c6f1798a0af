"""The microservice chassis: what every process needs and no domain knows about."""
