"""What all event data has in common."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

PUBLIC_EXCHANGE = "certification.events"
INTERNAL_EXCHANGE = "mmp.internal"


class Data(BaseModel):
    """camelCase in JSON; unknown fields are accepted and dropped, so that a version can grow."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class EventData(Data):
    """The data of one event type. TYPE is also its routing key; the version is part of it."""

    EXCHANGE: ClassVar[str]
    TYPE: ClassVar[str]
    SUBJECT_TYPE: ClassVar[str]
