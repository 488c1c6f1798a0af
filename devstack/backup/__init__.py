"""Back-up and restore of the three databases.

A back-up is a folder: manifest.json, and SERVICE/COLLECTION.bson.gz, which is what `mongodump --gzip` writes too. All
of it is the state of one moment (a snapshot at one cluster time), so that no event is in one database and its effect
not in the other. What is sealed stays sealed, and the keys are not in it: keep them elsewhere.
"""
