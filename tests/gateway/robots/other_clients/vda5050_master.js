// A master control by vda-5050-lib: one order driven to its end, one cancelled on the way, and a
// cancelOrder with no order left.
// Arguments: the broker's address, the manufacturer and the serial number of the vehicle.
import vda from "vda-5050-lib";

// The library knows instant actions by a draft's key; VDA 5050 2.0.0 was published with `actions`.
class PublishedMaster extends vda.MasterController {
  publish(topic, subject, { instantActions, ...object }, ...options) {
    const published = instantActions ? { ...object, actions: instantActions } : object;
    return super.publish(topic, subject, published, ...options);
  }
}

const [, , brokerUrl, manufacturer, serialNumber] = process.argv;
const vehicle = { manufacturer, serialNumber };
const master = new PublishedMaster({
  interfaceName: "uagv",
  transport: { brokerUrl },
  vdaVersion: "2.0.0",
  topicObjectValidation: { inbound: true, outbound: false },
});

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

function act(actionId, actionType) {
  const action = { actionId, actionType, blockingType: "NONE", actionParameters: [] };
  return master.initiateInstantActions(
    vehicle,
    { instantActions: [action] },
    {
      onActionStateChanged: ({ actionStatus }) => tell({ action: actionId, actionStatus }),
      onActionError: ({ errorType }) => tell({ action: actionId, errorType }),
    },
  );
}

function drive(from, metres, handlers) {
  const node = (number, east) => ({
    nodeId: `n${number}`,
    sequenceId: 2 * number,
    released: true,
    nodePosition: { x: from.x + east, y: from.y, mapId: from.mapId },
    actions: [],
  });
  const edge = {
    edgeId: "e0",
    sequenceId: 1,
    released: true,
    startNodeId: "n0",
    endNodeId: "n1",
    maxSpeed: 0.4,
    actions: [],
  };
  const order = {
    orderId: master.createUuid(),
    orderUpdateId: 0,
    nodes: [node(0, 0), node(1, metres)],
    edges: [edge],
  };
  return master.assignOrder(vehicle, order, handlers);
}

const tellEnd = (order, error, wasCancelled) =>
  tell({ order, error: error?.errorType ?? null, wasCancelled });

let whenMoving = () => {};

function driveToTheEnd(from) {
  drive(from, 1.0, {
    onNodeTraversed: ({ nodeId }) => tell({ traversed: nodeId }),
    onOrderProcessed: (error, wasCancelled, _, { state }) => {
      tellEnd("to its end", error, wasCancelled);
      driveAndCancel(state.agvPosition);
    },
  });
}

function driveAndCancel(from) {
  drive(from, -5.0, {
    onOrderProcessed: (error, wasCancelled) => {
      tellEnd("cut short", error, wasCancelled);
      act("no-order-left", "cancelOrder");
    },
  });
  whenMoving = () => {
    whenMoving = () => {};
    act("under-way", "cancelOrder");
  };
}

let begun = false;

await master.start();
await master.subscribe(vda.Topic.State, vehicle, (state) => {
  for (const { errorType } of state.errors) tell({ error: errorType });
  if (!begun) driveToTheEnd(state.agvPosition);
  begun = true;
  if (Math.abs(state.velocity.vx) > 0.1) whenMoving();
});
await act("first-state", "stateRequest");
