"""What the engine refuses, one small class per reason."""


class FederationError(Exception):
    """Base of every error of this library."""


class SupergraphError(FederationError):
    """The supergraph SDL cannot be served. The text says what to change in it."""


class OperationError(FederationError):
    """The client's operation cannot be run; nothing was sent to any subgraph."""


class UnknownOperation(OperationError):
    """`operationName` is missing or names no operation of the document."""


class NoSubscriptions(OperationError):
    """The operation is a subscription."""


class TooComplex(OperationError):
    """The operation is larger than this gateway is willing to plan."""


class Unplannable(OperationError):
    """No subgraph can give a field on the way that the operation asks for: the supergraph is not satisfiable."""


class FetchFailed(FederationError):
    """A subgraph gave no usable answer. `code` and the text are shown to the client."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
