"""The ROS topics on which a robot's velocities pass its limiter, and their message type."""

from typing import Literal

RosRelease = Literal["humble", "jazzy"]

ASKED_VELOCITY = "/cmd_vel_asked"
"""What the limiter on the robot takes: the only velocity topic that clients may publish on."""
BASE_VELOCITY = "/cmd_vel"
"""What the robot's base takes: the limiter alone publishes there."""


def velocity_type(ros: RosRelease) -> str:
    """Return the type of both topics: bases take a stamped velocity since Jazzy."""
    return "geometry_msgs/msg/Twist" if ros == "humble" else "geometry_msgs/msg/TwistStamped"
