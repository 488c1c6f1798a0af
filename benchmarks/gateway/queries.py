"""The two measured operations, and what the canned subgraphs answer to their fetches."""

from typing import Any

ONE = "{ me { id email } }"
LIST = """query Desk {
  certifications(first: 20) {
    edges { node {
      id status signedOn validUntil
      practitioner { id firstName lastName }
      registrationEmail { id state sentAt }
    } }
  }
}"""
OPERATIONS = {"one field": ONE, "list of 20": LIST}
COUNT = 20


def _node(number: int) -> dict[str, Any]:
    return {
        "__typename": "Certification",
        "id": f"certification-{number}",
        "status": "CERTIFIED",
        "signedOn": "2026-05-01",
        "validUntil": "2027-05-01",
        "practitioner": {"__typename": "Practitioner", "id": f"practitioner-{number}"},
    }


def _practitioner(number: int) -> dict[str, Any]:
    return {"__typename": "Practitioner", "firstName": "Elena", "lastName": f"Rivera {number}"}


def _delivery(number: int) -> dict[str, Any]:
    sent = {"id": f"delivery-{number}", "state": "SENT", "sentAt": "2026-05-01T12:00:00Z"}
    return {"__typename": "Certification", "registrationEmail": sent}


ME = {"data": {"me": {"id": "account-1", "email": "elena.rivera@example.com"}}}
CERTIFICATIONS = {"data": {"certifications": {"edges": [{"node": _node(n)} for n in range(COUNT)]}}}
PRACTITIONERS = {"data": {"_entities": [_practitioner(n) for n in range(COUNT)]}}
DELIVERIES = {"data": {"_entities": [_delivery(n) for n in range(COUNT)]}}


def untyped(answer: Any) -> Any:
    """The same for a query that does not ask for `__typename`."""
    if isinstance(answer, dict):
        return {name: untyped(value) for name, value in answer.items() if name != "__typename"}
    return [untyped(each) for each in answer] if isinstance(answer, list) else answer
