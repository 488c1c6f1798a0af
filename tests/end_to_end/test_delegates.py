"""A delegate, from the invitation in the inbox to the draft that the practitioner signs, through the gateway."""

from dataclasses import replace
from typing import Any

from devstack.story_steps import TOKEN_IN_LINK, World, check, open_account, sign_in, start, submit

INVITE = """mutation($input: InviteDelegateInput!) {
  inviteDelegate(input: $input) { delegate { id status } userErrors { code message path } } }"""
ACCEPT = """mutation($input: AcceptDelegationInput!) {
  acceptDelegation(input: $input) { delegate { status practitioner { lastName } } userErrors { code } } }"""
REVOKE = """mutation($input: RevokeDelegateInput!) {
  revokeDelegate(input: $input) { delegate { status } userErrors { code } } }"""
SUBMIT = """mutation($input: SubmitCertificationInput!) {
  submitCertification(input: $input) { userErrors { code } } }"""
LIST = "query { certifications { edges { node { id } } } }"
TRAIL = "query($id: ID!) { auditTrail(id: $id) { deed capacity } }"


async def test_staff_is_invited_drafts_and_leaves_the_signature_to_her(world: World) -> None:
    email = f"sam.{world.run}@clinic.example"
    rivera = world.practitioner_token
    invited = await world.client.execute(INVITE, rivera, input={"name": "Sam Lee", "email": email})
    mail = await world.inbox.wait_for(email, where=lambda mail: "/delegate?token=" in mail.text)
    link = TOKEN_IN_LINK.search(mail.text)
    assert link is not None
    assert "Elena Rivera" in mail.text
    assert "marijuana" not in (mail.subject + mail.text).lower()

    await open_account(world, email, "STAFF")
    sam = (await sign_in(world, email))["accessToken"]
    accepted = await world.client.execute(ACCEPT, sam, input={"token": link[1]})
    assert accepted["acceptDelegation"]["delegate"] == {
        "status": "ACTIVE",
        "practitioner": {"lastName": "Rivera"},
    }

    staff = replace(world, practitioner_token=sam)
    await start(staff)
    await check(staff)
    drafted = {"certificationId": staff.certification_id, "version": staff.draft_version}
    assert await _refused(world, SUBMIT, sam, input=drafted) == "FORBIDDEN"
    world.certification_id, world.draft_version = staff.certification_id, staff.draft_version
    await submit(world)
    trail = (await world.client.execute(TRAIL, rivera, id=world.certification_id))["auditTrail"]
    assert {each["capacity"] for each in trail if each["deed"] in ("STARTED", "EDITED")} == {"DELEGATE"}
    assert [each["capacity"] for each in trail if each["deed"] == "CERTIFIED"] == ["PRACTITIONER"]

    gone = {"delegateId": invited["inviteDelegate"]["delegate"]["id"]}
    await world.client.execute(REVOKE, rivera, input=gone)
    assert await _refused(world, LIST, sam) == "FORBIDDEN"


async def _refused(world: World, operation: str, token: str, **variables: Any) -> str:
    answer = await world.client.answer(operation, token, **variables)
    return str(answer["errors"][0]["extensions"]["code"])
