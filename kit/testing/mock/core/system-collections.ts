// migrations/1640988000_init.go, as far as hook files see it
import type { Values } from "../go/values.ts";

const created = { type: "autodate", name: "created", onCreate: true };
const updated = { type: "autodate", name: "updated", onCreate: true, onUpdate: true };
const owner = "id = @request.auth.id";

/** The collections that every server has; those for MFA, OTP and OAuth2 are left out. */
export const SYSTEM_COLLECTIONS: readonly Values[] = [
  { name: "_superusers", type: "auth", system: true, fields: [created, updated] },
  {
    id: "_pb_users_auth_",
    name: "users",
    type: "auth",
    listRule: owner,
    viewRule: owner,
    createRule: "",
    updateRule: owner,
    deleteRule: owner,
    fields: [
      { type: "text", name: "name", max: 255 },
      { type: "file", name: "avatar", maxSelect: 1 },
      created,
      updated,
    ],
  },
];
