// Accesses the table of jobs of a server by SQL.
import type { Server } from "../../../kit/testing/index.ts";

/**
 * A hook file with a route that runs a statement and answers the number of written rows, or of
 * found rows for a question.
 */
export const SQL_HOOK = {
  "sql.pb.js": `routerAdd("POST", "/sql", (e) => {
    const { statement, question } = e.requestInfo().body;
    if (statement) return e.json(200, $app.db().newQuery(statement).execute().rowsAffected());
    const rows = arrayOf(new DynamicModel({ row: 0 }));
    $app.db().newQuery(question).all(rows);
    return e.json(200, rows.length);
  })`,
};

export async function sql(
  server: Server,
  body: { statement: string } | { question: string },
): Promise<number> {
  const answer = await fetch(`${server.url}/sql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${text}\n${server.log()}`);
  return Number(text);
}

export const dateText = (milliseconds: number) =>
  new Date(milliseconds).toISOString().replace("T", " ");

/** Inserts the jobs as `ctx.jobs.enqueue` does, but all in one statement. */
export async function insertJobs(server: Server, type: string, count: number, runAt: string) {
  await sql(server, {
    statement: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO bundle_jobs (type, payload, priority, max_attempts, run_at, status, created)
      SELECT '${type}', json_object('id', i), 0, 8, '${runAt}', 'queued', strftime('%Y-%m-%d %H:%M:%fZ') FROM n`,
  });
}
