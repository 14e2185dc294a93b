"""The driver for a robot's protocol."""

from campus5g.gateway.robots.driver import Driver
from campus5g.gateway.robots.rosbridge import Rosbridge
from campus5g.gateway.robots.vda5050 import Vda5050Driver
from campus5g.inventory import Robot


def driver_for(robot: Robot) -> Driver:
    """Return a driver for the robot's protocol, not yet connected."""
    if robot.vda5050 is None:
        return Rosbridge(robot.url, robot.ros)
    return Vda5050Driver(robot.url, robot.vda5050)
