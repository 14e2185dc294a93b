"""Made by provisioning. rosbridge, and rosapi, which tells which nodes publish what."""

from launch import LaunchDescription
from launch.actions import Shutdown
from launch_ros.actions import Node

PARAMETERS = "/etc/campus5g/robot/rosbridge.yaml"


def generate_launch_description() -> LaunchDescription:
    """Return the two nodes."""
    bridge = Node(
        package="rosbridge_server",
        executable="rosbridge_websocket",
        name="rosbridge_websocket",
        parameters=[PARAMETERS],
        on_exit=Shutdown(),
    )
    about = Node(
        package="rosapi",
        executable="rosapi_node",
        name="rosapi",
        parameters=[PARAMETERS],
        on_exit=Shutdown(),
    )
    return LaunchDescription([bridge, about])
