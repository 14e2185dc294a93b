"""Whether a robot's limiter stands between what clients publish and its base."""

import asyncio

from pydantic import BaseModel, Field

from campus5g.gateway.robots.rosbridge import Rosbridge
from campus5g.inventory.velocity_topics import BASE_VELOCITY

WATCH_S = 0.6
_TURN_RADPS = 0.3
"""It turns where it stands: it needs no room to do so."""


class ChainReport(BaseModel):
    """What was found of a robot's chain: gateway, limiter, base."""

    feeders: list[str] = Field(description="The ROS nodes that publish on the base's own topic.")
    moved: bool = Field(
        description="Whether the base followed a velocity published on its own topic, "
        "past the limiter."
    )


async def examine_chain(driver: Rosbridge) -> ChainReport:
    """Ask who feeds the base, then try to move it past the limiter: slowly, on the spot.

    Args:
        driver: a connection to the robot, which stands; it may still turn afterwards.

    Raises:
        RobotError: the robot does not answer.
    """
    answer = await driver.call("/rosapi/publishers", topic=BASE_VELOCITY)
    feeders = answer.get("publishers", [])
    moved = False
    try:
        await driver.publish_velocity(BASE_VELOCITY, 0.0, _TURN_RADPS)
        async with asyncio.timeout(WATCH_S):
            while not moved:
                await driver.changed()
                moved = driver.state is not None and not driver.state.at_rest
    except TimeoutError:
        moved = False
    finally:
        await driver.publish_velocity(BASE_VELOCITY, 0.0, 0.0)
    return ChainReport(feeders=[str(each) for each in feeders], moved=moved)
