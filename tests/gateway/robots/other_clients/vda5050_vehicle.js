// A vehicle by vda-5050-lib, with the library's own virtual drive.
// Arguments: the broker's address, the manufacturer and the serial number of the vehicle.
import vda from "vda-5050-lib";

// The library knows instant actions by a draft's key; VDA 5050 2.0.0 was published with `actions`.
class PublishedVehicle extends vda.AgvController {
  _processInstantActions({ actions, ...header }) {
    super._processInstantActions({ ...header, instantActions: actions });
  }
}

const [, , brokerUrl, manufacturer, serialNumber] = process.argv;
const vehicle = new PublishedVehicle(
  { manufacturer, serialNumber },
  {
    interfaceName: "uagv",
    transport: { brokerUrl },
    vdaVersion: "2.0.0",
    topicObjectValidation: { inbound: false, outbound: true },
  },
  {
    agvAdapterType: vda.VirtualAgvAdapter,
    publishStateInterval: 500,
    publishVisualizationInterval: 200,
  },
  {
    initialPosition: { mapId: "hall", x: 40, y: 20, theta: 0, lastNodeId: "start" },
    vehicleSpeed: 0.4,
    tickRate: 20,
  },
);
await vehicle.start();
process.stdout.write("started\n");
