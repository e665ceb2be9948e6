// Feeds orders to Segment's TikTok Conversions destination, as Segment's platform feeds events.
//
// `node target_segment.cjs <folder with node_modules> <local TikTok> <pixel code> <token> <at once>`
// reads a Singer stream. Each order becomes Segment's "Order Completed" event and goes through the
// destination's own preset "Complete Payment": mapping, validation, hashing, request. Two things
// are the shim's: TikTok's host is replaced, and connections are kept open, which helps it.

const http = require("node:http");
const https = require("node:https");
const path = require("node:path");
const readline = require("node:readline");

const [, , folder, base, pixelCode, accessToken, atOnce] = process.argv;
const stand = new URL(base);
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(atOnce) });

https.request = (options, answered) => {
  const headers = { ...options.headers, Connection: ["keep-alive"] };
  const there = { protocol: "http:", hostname: stand.hostname, host: stand.host, port: stand.port };
  return http.request({ ...options, ...there, headers, agent }, answered);
};

const dist = path.join(folder, "node_modules/@segment/action-destinations/dist");
const definition = require(path.join(dist, "destinations/tiktok-conversions/index.js")).default;
const core = require(require.resolve("@segment/actions-core", { paths: [dist] }));
const destination = new core.Destination(definition);
const preset = definition.presets.find((one) => one.name === "Complete Payment");

function asSegmentEvent(order) {
  return {
    type: "track",
    event: "Order Completed",
    messageId: order.event_id,
    timestamp: order.created_at,
    userId: order.external_id,
    context: {
      ip: order.ip,
      userAgent: order.user_agent,
      locale: order.locale,
      page: { url: order.landing_page_url, referrer: order.referrer },
    },
    properties: {
      order_id: order.order_id,
      shop_id: order.shop_id,
      revenue: order.total,
      currency: order.currency,
      email: order.email.trim(),
      phone: order.phone,
      first_name: order.first_name,
      last_name: order.last_name,
      address: {
        city: order.city,
        state: order.state,
        country: order.country,
        postal_code: order.zip,
      },
      ttclid: order.ttclid,
      ttp: order.ttp,
      products: order.line_items,
      limited_data_use: order.limited_data_use,
    },
  };
}

async function send(order) {
  const results = await destination.executeAction("reportWebEvent", {
    event: asSegmentEvent(order),
    mapping: preset.mapping,
    settings: { pixelCode, accessToken },
  });
  return results;
}

async function main() {
  const open = new Set();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.type !== "RECORD") continue;
    const sending = send(message.record).finally(() => open.delete(sending));
    open.add(sending);
    if (open.size >= Number(atOnce)) await Promise.race(open);
  }
  await Promise.all(open);
  agent.destroy();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
