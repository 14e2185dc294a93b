// A ROS client by roslib, with names as people write them: without the leading slash.
// Argument: the address of rosbridge.
import { Ros, Service, Topic } from "roslib";

const [, , url] = process.argv;
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const ros = new Ros({ url });

await new Promise((resolve, reject) => {
  ros.on("connection", resolve);
  ros.on("error", reject);
});

const types = new Service({
  ros,
  name: "rosapi/topic_type",
  serviceType: "rosapi/TopicType",
});
types.callService({ topic: "/odom" }, ({ type }) => tell({ odomIs: type }));

const velocity = new Topic({
  ros,
  name: "cmd_vel_asked",
  messageType: "geometry_msgs/TwistStamped",
});
const still = { x: 0, y: 0, z: 0 };
const turning = setInterval(
  () =>
    velocity.publish({
      header: { stamp: { sec: 0, nanosec: 0 }, frame_id: "" },
      twist: { linear: still, angular: { x: 0, y: 0, z: 0.5 } },
    }),
  50,
);

const odometry = new Topic({
  ros,
  name: "odom",
  messageType: "nav_msgs/Odometry",
});
odometry.subscribe(({ twist }) => {
  const turnRadps = twist.twist.angular.z;
  if (turnRadps > 0.4) clearInterval(turning);
  tell({ turnRadps });
});
