"""The order of a run of sensor readings, and what it yields."""

from typing import Annotated

from pydantic import BaseModel, Field

from campus5g.gateway.sensors.driver import Values

LONGEST_S = 600.0


class SensorsOrder(BaseModel):
    """For how long to listen."""

    seconds: Annotated[float, Field(gt=0, le=LONGEST_S)] = 10


class SensorReading(BaseModel):
    """One reading of one machine."""

    machine: str
    received_at: float = Field(description="Unix time of arrival at the gateway, in seconds.")
    values: Values


class SensorsRun(BaseModel):
    """The whole run: the last line of the stream."""

    order: SensorsOrder
    emulated: bool = Field(description="Whether the machines are a virtual kit's.")
    dropped: int = Field(description="Readings that were not fetched in time.")
    unreadable: int = Field(description="Messages on the machines' topics that were not readings.")
    measurement: str = Field(description="The id that its attestation is requested by.")
