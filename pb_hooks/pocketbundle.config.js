// @ts-check
/// <reference path="./pocketbundle.d.ts" />

// This file sets up Pocketbundle. It works on an empty PocketBase as it is, because it names only
// the collection "users", which every new PocketBase has. Change it, delete what you do not need,
// and take the two slashes away from what you do need. PocketBase restarts when you save it.
//
// A mistake in it stops the server with a message that says where it is and what was expected.

/** @type {import("./pocketbundle").Config} */
const config = {
  // Rules for records, on every way a record is saved: the API, the dashboard and your own hooks.
  validate: {
    users: {
      fields: {
        name: { minLength: 2, maxLength: 60, message: "Use 2 to 60 letters." },
      },
    },
  },

  // Mail, written down with the record and sent beside the requests.
  mail: {
    // from: "Shop <hello@example.com>", // Without it, mail comes from PocketBase's own sender.
    // system: true, // Sends PocketBase's own mail, such as password resets, the same way.
    messages: {
      // The texts are in mail/welcome.html and mail/welcome.subject.txt.
      welcome: {
        on: "users:update",
        // The user has confirmed the address, and PocketBase can send mail. You set that up in the
        // dashboard: Settings → Mail settings.
        when: (change, ctx) =>
          change.changed.includes("verified") &&
          change.record.verified &&
          ctx.app.settings().smtp.enabled,
        to: (change) => change.record.email,
        data: (change) => ({ name: change.record.name || "there" }),
      },
    },
  },

  // Webhooks at POST /api/bundle/receive/<name>: verified, stored once, and handled afterwards.
  // The secret comes from the environment: STRIPE_WEBHOOK_SECRET=whsec_… ./pocketbase serve
  //
  // receive: {
  //   stripe: {
  //     secret: process.env.STRIPE_WEBHOOK_SECRET,
  //     on: {
  //       "checkout.session.completed": (event, ctx) => {
  //         const order = ctx.app.findRecordById("orders", event.data.object.client_reference_id);
  //         order.set("status", "paid");
  //         ctx.app.save(order);
  //       },
  //     },
  //   },
  // },

  // Extensions of your own: routes, hooks, crons, changes and jobs.
  extensions: [
    {
      name: "starter",

      // GET /api/starter/me, for signed-in users. What a handler returns is the JSON answer.
      routes: [
        {
          method: "GET",
          path: "/api/starter/me",
          auth: "users",
          handler: (ctx) => ({ id: ctx.auth.id, name: ctx.auth.getString("name") }),
        },
      ],

      // A change handler runs after the write is committed. When the server is killed before that,
      // it runs after the next start.
      changes: [
        {
          on: "users:create",
          handler: (change, ctx) => ctx.jobs.enqueue("new-user", { user: change.record.id }),
        },
      ],

      // A job waits in a queue in the database, and runs again when it throws. The dashboard shows
      // it in the collection bundle_jobs.
      jobs: {
        "new-user": {
          handler: (payload, ctx) => ctx.log.info("There is a new user.", "user", payload.user),
        },
      },
    },
  ],
};

module.exports = config;
