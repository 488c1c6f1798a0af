"""What can be done in certification: one file per subject, joined here."""

import strawberry

from services.certification.schema.mutations.caregivers import Caregivers
from services.certification.schema.mutations.delegates import Delegating
from services.certification.schema.mutations.drafts import Drafts
from services.certification.schema.mutations.life import Life
from services.certification.schema.mutations.registration import Registering
from services.certification.schema.mutations.review import Reviewing
from services.certification.schema.mutations.submission import Submission


@strawberry.type
class Mutation(Drafts, Caregivers, Submission, Reviewing, Life, Registering, Delegating):
    pass
