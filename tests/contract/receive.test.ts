// Tests webhooks from the request to their result. receive-bad-input.test.ts tests the refused
// ones.
import { testOnBoth } from "./cases.ts";
import { deliveries } from "./receive/deliveries.ts";
import { handlers } from "./receive/handlers.ts";
import { identities } from "./receive/identity.ts";
import { payments } from "./receive/payments.ts";
import { setupOf } from "./receive/webhooks.ts";

const tables = [deliveries, identities, handlers, payments];

testOnBoth(
  setupOf(tables),
  tables.flatMap(({ cases }) => cases),
);
