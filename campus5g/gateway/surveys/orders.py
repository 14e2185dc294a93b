"""The order of a survey, and what it yields."""

from typing import Annotated

from pydantic import BaseModel, Field

from campus5g.gateway.modems.signal.orders import Reading

MOST_PLACES = 200
LONGEST_S = 3600.0

Metres = Annotated[float, Field(ge=-2000, le=2000)]
Place = tuple[Metres, Metres]


class SurveyOrder(BaseModel):
    """What to survey."""

    ue: Annotated[str, Field(min_length=1, max_length=64)]
    route: Annotated[
        list[Place],
        Field(
            min_length=1,
            max_length=MOST_PLACES,
            description="Places on the floor plan, x and y in metres, in the order of the walk.",
        ),
    ]
    pace_s: Annotated[
        float,
        Field(
            ge=0,
            le=120,
            description="Time that a person needs from one place to the next; a virtual kit "
            "carries the device at once, and a robot takes the time that it needs.",
        ),
    ] = 0.0


class SurveySample(Reading):
    """What was measured at one place."""

    x_m: float = Field(description="The order's place; on a robot, where it reports that it is.")
    y_m: float
    at: float = Field(description="When the modem was asked: Unix time in seconds.")
    delay_ms: float | None = Field(description="Round trip of one probe; null if it was lost.")


class SurveyRun(BaseModel):
    """The whole survey: the last line of the stream."""

    order: SurveyOrder
    emulated: bool = Field(description="Whether the hall is a virtual kit's.")
    measurement: str = Field(description="The id that its attestation is requested by.")
