// The rules of Go's ServeMux for the paths of routes. tests/server/routes.test.ts asks a real one.
import { describe, expect, it } from "vitest";
import { commonPath, isConflict, type Pattern, parsePattern } from "../../src/lib/route-pattern.ts";
import { routeProblems } from "../../src/loader/check-routes.ts";

const pattern = (path: string) => {
  const parsed = parsePattern(path);
  if (typeof parsed === "string") throw new Error(`${path}: ${parsed}`);
  return parsed as Pattern;
};

describe("two paths", () => {
  it.each([
    ["/a/{x}", "/a/{y}", "/a/x"],
    ["/{rest...}", "/", "/"],
    ["/a/", "/a/{rest...}", "/a/"],
    ["/a/{x}/edit", "/a/new/{y}", "/a/new/edit"],
    ["/{x}/b/{z...}", "/a/{y...}", "/a/b/"],
    ["/a%2Fb", "/a%2fb", "/a/b"],
    ["/a/{x}/{rest...}", "/a/b/{y}", undefined],
    ["/a/{x}/{$}", "/a/b/{rest...}", "/a/b/"],
    ["/a/{x}", "/a/b", undefined],
    ["/a/{$}", "/a/{x}", undefined],
    ["/a/{$}", "/a/", undefined],
    ["/a", "/a/", undefined],
    ["/a/{x...}", "/a", undefined],
    ["/a/{x}", "/a/{x}/b", undefined],
    ["/{x}", "/{rest...}", undefined],
  ])("%s and %s", (one, other, both) => {
    const [a, b] = [pattern(one), pattern(other)];
    expect([isConflict(a, b), isConflict(b, a)]).toEqual([both !== undefined, both !== undefined]);
    if (both) expect([commonPath(a, b), commonPath(b, a)]).toEqual([both, both]);
  });
});

describe("a path", () => {
  it.each([
    ["/api/x/{p...}/y", '"{p...}" must be the last part of the path.'],
    ["/api/{$}/y", '"{$}" must be the last part of the path.'],
    ["/api/x/{id}.json", 'write "{id}" instead of "{id}.json"'],
    ["/api/x/v{id}", 'write "{id}" instead of "v{id}"'],
    ["/api/x/{a}-{b}", 'write "{a}" instead of "{a}-{b}"'],
    ["/api/x/{a?}", 'make two routes, "/api/x" and "/api/x/{a}"'],
    ["/api/x/:a?", 'make two routes, "/api/x" and "/api/x/{a}"'],
    ["/{a?}", 'make two routes, "/{$}" and "/{a}"'],
    ["/api/x/:id", '":id" means a parameter to other routers: write "{id}".'],
    ["/api/x/*", 'write "{path...}"'],
    ["/api/x/*rest", 'write "{rest...}"'],
    ["/api/x/[id]", 'write "{id}"'],
    ["/api/x/[...rest]", 'write "{rest...}"'],
    ["/api/x/<int:id>", 'write "{id}"'],
    ["/api/x/{id:[0-9]+}", 'write "{id}"'],
    ["/api/x/{...}", 'write "{path...}"'],
    ["/api/x/{}", 'got "{}"'],
    ["/api/x/{1st}", 'got "{1st}"'],
    ["/api/x/{größe}", 'got "{größe}"'],
    ["/api/x/id}", 'got "id}"'],
    ["/api/x/{id", 'got "{id"'],
    ["/api/{id}/x/{id}", 'Two parameters are called "id"'],
    ["/api//x", "never matches"],
    ["/api/../x", "never matches"],
    ["/api/x?y=1", 'read "ctx.query"'],
  ])("%s cannot be used", (path, problem) => {
    expect(parsePattern(path)).toContain(problem);
  });

  it.each(["/", "/{$}", "/a/", "/a/{b}/{c...}", "/a:b", "/.well-known/x", "/a%zz", "/ä/{b_1}"])(
    "%s can be used",
    (path) => expect(typeof parsePattern(path)).toBe("object"),
  );
});

describe("routes of a config", () => {
  type Row = [method: "GET" | "POST" | "PUT", path: string];
  const problems = (version: string, ...routes: Row[]) =>
    routeProblems(
      routes.map(([method, path], i) => ({ keys: ["r", i], route: { method, path } })),
      version,
    ).map(({ path, message }) => `${path}: ${message}`);
  const messages = (...routes: Row[]) => problems("0.38.1", ...routes);

  it("are compared with those of the version of PocketBase", () => {
    const refused = (version: string) => problems(version, ["POST", "/api/sql"]).length === 1;
    expect(["0.36.8", "0.38.2", "0.39.0", "0.40.1", "(untracked)"].map(refused)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it("name the place of both", () => {
    expect(
      messages(["GET", "/x/{a}/edit"], ["POST", "/x/{b}/edit"], ["GET", "/x/new/{b}"]),
    ).toEqual([
      'r[2]: "/x/new/{b}" and "/x/{a}/edit" (r[0]) both match GET /x/new/edit, and neither is more exact, so that no server could choose. Change one of the paths, for example so that it begins with a word of its own.',
    ]);
    expect(messages(["GET", "/x/{a}"], ["GET", "/x/{b}"])).toEqual([
      'r[1]: "/x/{b}" matches the same GET requests as "/x/{a}" (r[0]): choose another path.',
    ]);
  });

  it.each([
    ["GET", "/api/health", '"/api/health" (PocketBase\'s own)'],
    ["GET", "/_/{file...}", '"/_/{path...}"'],
    ["GET", "/{page}/about", "both match GET /_/about"],
    ["GET", "/api/{tenant}/orders", "both match GET /api/backups/orders"],
    ["POST", "/api/collections/{name}/records", "the same POST requests"],
    ["POST", "/api/files/token", "the same POST requests"],
    ["POST", "/api/batch", "the same POST requests"],
    ["GET", "/api/realtime", "the same GET requests"],
    ["PUT", "/api/{x}/receive/list", "Pocketbundle's own"],
    ["GET", "/api/bundle/mine", '"/api/bundle" belongs to Pocketbundle'],
    ["POST", "/api/bundle", '"/api/bundle" belongs to Pocketbundle'],
  ] as const)(
    "are refused where PocketBase or Pocketbundle has them: %s %s",
    (method, path, says) => {
      expect(messages([method, path])).toEqual([expect.stringContaining(says)]);
    },
  );

  it.each([
    ["GET", "/"],
    ["GET", "/{path...}"],
    ["GET", "/api/{path...}"],
    ["GET", "/api/collections/orders/records"],
    ["POST", "/api/health"],
    ["PUT", "/api/{tenant}/orders"],
    ["GET", "/api/bundles/x"],
  ] as const)("may be beside them: %s %s", (method, path) => {
    expect(messages([method, path])).toEqual([]);
  });
});
