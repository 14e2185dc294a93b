"""Made by provisioning. The robot's limiter, and what activates it: if one ends, both restart."""

from launch import LaunchDescription
from launch.actions import Shutdown
from launch_ros.actions import Node

PARAMETERS = "/etc/campus5g/robot/limits.yaml"


def generate_launch_description() -> LaunchDescription:
    """Return the two nodes."""
    limiter = Node(
        package="nav2_velocity_smoother",
        executable="velocity_smoother",
        name="velocity_smoother",
        parameters=[PARAMETERS],
        remappings=[
            ("cmd_vel", "cmd_vel_asked"),
            ("cmd_vel_smoothed", "cmd_vel"),
        ],
        on_exit=Shutdown(),
    )
    activator = Node(
        package="nav2_lifecycle_manager",
        executable="lifecycle_manager",
        name="lifecycle_manager_limits",
        parameters=[PARAMETERS],
        on_exit=Shutdown(),
    )
    return LaunchDescription([limiter, activator])
