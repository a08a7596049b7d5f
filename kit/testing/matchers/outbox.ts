import type { TestApp } from "../app/test-app.ts";

/** Says why a mail may not be sent: what failed in the outbox, and what still waits. */
export function outboxText(app: TestApp): string {
  const parts = [...notSent(app), waiting(app)].filter(Boolean);
  return parts.map((part) => `; ${part}`).join("");
}

const notSent = ({ app }: TestApp): string[] => {
  if (!app.hasTable("bundle_mails")) return [];
  const filter = "status = 'failed' || status = 'suppressed' || (status = 'queued' && error != '')";
  return app.findRecordsByFilter("bundle_mails", filter, "@rowid").map((mail) => {
    const [message, to, status, error] = ["message", "to", "status", "error"].map((field) =>
      mail.getString(field),
    );
    return `the mail "${message}" to ${to} is ${status}${error ? `: ${error}` : ""}`;
  });
};

function waiting({ app, clock, jobs }: TestApp): string {
  const queued = jobs.filter(({ status }) => status === "queued");
  const later = queued.filter(({ runAt }) => runAt && Date.parse(runAt) > clock.now());
  const due = queued.length - later.length;
  const changes = app.hasTable("bundle_captured")
    ? Number(app.query("SELECT count(*) FROM bundle_captured").rows[0]?.[0])
    : 0;
  const now = [due > 0 && counted(due, "job"), changes > 0 && counted(changes, "change")];
  return [
    due + changes > 0 && `waiting: ${now.filter(Boolean).join(" and ")} (call app.drain())`,
    later.length > 0 &&
      `waiting for ${later[0]?.runAt} or later: ${counted(later.length, "job")} (call app.clock.advance(), and then app.drain())`,
  ]
    .filter(Boolean)
    .join("; ");
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
