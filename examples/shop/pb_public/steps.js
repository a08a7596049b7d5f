// The steps of an order's story, in words. A step is `done`, `working`, `waiting` (for the customer)
// or `failed`.

/** A row in PocketBase's dashboard. */
const row = (collection, id) =>
  `/_/#/collections?collection=${collection}&filter=${encodeURIComponent(`id="${id}"`)}`;

const STATES = {
  sent: "done",
  done: "done",
  ignored: "done",
  queued: "working",
  running: "working",
};
const stateOf = (status) => STATES[status] ?? "failed";

/** PocketBase's dates have a space where browsers want a `T`. */
const instant = (date) => new Date(date.replace(" ", "T")).getTime();

/** How long after the order, such as `+0.2 s`; nothing for what has not happened. */
function since(order, date) {
  if (!date) return undefined;
  const seconds = Math.max(0, instant(date) - instant(order.created)) / 1000;
  return seconds < 600
    ? `+${seconds.toFixed(seconds < 10 ? 2 : 0)} s`
    : `+${Math.round(seconds / 60)} min`;
}

const rule = {
  kind: "Rule",
  state: "done",
  text: "Product, price, quantity and total were checked before anything was written.",
};

const CHANGES = {
  "order-placed": "The new order was captured as it was committed, and handled after the answer.",
  "order-paid": "The order became paid: captured and handled like any other write.",
};

/** A mail stands at the end of three steps: the change that asked for it, the job that sends it, and the mail. */
function mailSteps(order, mail, inbox) {
  const { id, message, subject, to, status, error, created, sent, job } = mail;
  const attempts = job?.attempts > 0 ? ` at attempt ${job.attempts}` : "";
  const steps = [
    { kind: "Change", state: "done", text: CHANGES[message] ?? "", time: since(order, created) },
    {
      kind: "Mail",
      state: stateOf(status),
      text: status === "sent" ? `“${subject}” to ${to}` : `${status}, to ${to}. ${error}`,
      time: since(order, sent),
      links: [
        ...(status === "sent" ? [["Inbox", inbox]] : []),
        ["Dashboard", row("bundle_mails", id)],
      ],
    },
  ];
  if (!job) return steps;
  const text = `bundle.mail sends the mail, and tries again when that fails: ${job.status}${attempts}.`;
  const links = [["Dashboard", row("bundle_jobs", job.id)]];
  return [steps[0], { kind: "Job", state: stateOf(job.status), text, links }, steps[1]];
}

const eventStep = (order, { id, source, type, status, error, created }) => ({
  kind: "Webhook",
  state: stateOf(status),
  text: `${type} from ${source}: verified, stored and ${status === "done" ? "handled" : status}. ${error}`,
  time: since(order, created),
  links: [["Dashboard", row("bundle_events", id)]],
});

const working = { kind: "Change", state: "working", text: "Captured, and handled in a moment …" };
const unpaid = { kind: "Webhook", state: "waiting", text: "Comes with the payment: press Pay." };

/** The steps in the order in which they happened, with what is still to come. */
export function stepsOf(order, { mails, events, inbox }) {
  const of = (name) =>
    mails
      .filter(({ message }) => message === name)
      .flatMap((mail) => mailSteps(order, mail, inbox));
  const placed = of("order-placed");
  const paid = of("order-paid");
  return [
    rule,
    ...(placed.length > 0 ? placed : [working]),
    ...events.map((event) => eventStep(order, event)),
    ...(order.status === "placed" && events.length === 0 ? [unpaid] : []),
    ...(order.status === "paid" && paid.length === 0 ? [working] : paid),
  ];
}
