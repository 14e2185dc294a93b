// Made by provisioning. Holds keys: for root only.
db.subscribers.updateOne({imsi: "999700000000001"}, {$set: {
  schema_version: 1, imsi: "999700000000001", msisdn: [], imeisv: [], mme_host: [], mme_realm: [], purge_flag: [],
  access_restriction_data: 32, subscriber_status: 0, operator_determined_barring: 0,
  network_access_mode: 0, subscribed_rau_tau_timer: 12,
  "security.k": "«k»", "security.opc": "«opc»",
  "security.op": null, "security.amf": "8000",
  ambr: {downlink: {value: 1, unit: 3}, uplink: {value: 1, unit: 3}},
  slice: [{sst: 1, sd: "000001", default_indicator: true, session: [{
    name: "internet", type: 1,
    qos: {index: 9, arp: {priority_level: 8, pre_emption_capability: 1, pre_emption_vulnerability: 1}},
    ambr: {downlink: {value: 1, unit: 3}, uplink: {value: 1, unit: 3}}, ue: {ipv4: "10.45.0.11"}, pcc_rule: []}]}],
}, $setOnInsert: {"security.sqn": NumberLong(0)}}, {upsert: true});
