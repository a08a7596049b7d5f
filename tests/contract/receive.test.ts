// Tests webhooks from the request to their result. receive-bad-input.test.ts tests the refused
// ones.
import { testOnBoth } from "./cases.ts";
import { deliveries } from "./receive/deliveries.ts";
import { endings } from "./receive/endings.ts";
import { handlers } from "./receive/handlers.ts";
import { identities } from "./receive/identity.ts";
import { payments } from "./receive/payments.ts";
import { refunds } from "./receive/refunds.ts";
import { stripeVersions } from "./receive/stripe-versions.ts";
import { setupOf } from "./receive/webhooks.ts";

const tables = [deliveries, identities, handlers, payments, stripeVersions, refunds, endings];

testOnBoth(
  setupOf(tables),
  tables.flatMap(({ cases }) => cases),
);
