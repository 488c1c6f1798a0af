"""One file per verb. A use case decides in one transaction; what it needs are arguments, the time too."""
