// What became of an order, read from the rows that Pocketbundle keeps of its work. These rows are
// for superusers only, so the route that calls this decides who may ask.

/** The rows of a collection that match a filter, the oldest first. */
const rows = (app, collection, filter, id) =>
  app.findRecordsByFilter(collection, filter, "created", 20, 0, { id });

/** The texts of these fields. */
const texts = (row, ...fields) =>
  Object.fromEntries(fields.map((field) => [field, row.getString(field)]));

/** The job that sends a mail. */
function jobOf(app, mail) {
  const [job] = rows(app, "bundle_jobs", "type = 'bundle.mail' && payload.id = {:id}", mail.id);
  return job
    ? { id: job.id, status: job.getString("status"), attempts: job.getInt("attempts") }
    : null;
}

const mailOf = (app, mail) => ({
  id: mail.id,
  ...texts(mail, "message", "to", "subject", "status", "error", "created", "sent"),
  job: jobOf(app, mail),
});

const eventOf = (event) => ({
  id: event.id,
  ...texts(event, "source", "type", "status", "error", "created", "finished"),
});

/** The mails that were written for an order, and the webhooks that named it. */
module.exports.storyOf = (app, id) => ({
  mails: rows(app, "bundle_mails", "data.order.id = {:id}", id).map((mail) => mailOf(app, mail)),
  events: rows(app, "bundle_events", "payload.data.object.client_reference_id = {:id}", id).map(
    eventOf,
  ),
});
