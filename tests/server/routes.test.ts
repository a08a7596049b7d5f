// What PocketBase's router has and takes, as src/loader/ assumes.
import { expect, it } from "vitest";
import { pocketbaseRoutes } from "../../src/loader/pocketbase-routes.ts";
import { serve } from "./bundle.ts";

it("PocketBase has the routes that the loader knows as its own", async () => {
  const known = ["", "0.36.0", "0.37.0", "0.38.2", "0.39.0"].map((version) => [
    version,
    pocketbaseRoutes(version),
  ]);
  const server = await serve({
    hooks: {
      "routes.pb.js": `$app.onServe().bindFunc((e) => {
        const has = (route) => e.router.hasRoute(...route.split(" "));
        const known = ${JSON.stringify(known)}.filter(([version]) => version <= $app.rootCmd.version);
        console.log("known: " + known.length + ", missing: " + known.flatMap(([, routes]) => routes).filter((route) => !has(route)).join());
        return e.next();
      })`,
    },
  });
  expect(server.log()).toMatch(/known: [2-5], missing: $/m);
});

const route = ([method, path]: string[]) =>
  `{ method: "${method}", path: "${path}", auth: "public", handler: (ctx) => ({ route: ${JSON.stringify(path)}, ...ctx.params }) }`;

it("routes that the loader lets pass are registered, beside PocketBase's own", async () => {
  const routes = [
    ["GET", "/{path...}"],
    ["GET", "/{$}"],
    ["GET", "/api/{path...}"],
    ["GET", "/api/collections/orders/records"],
    ["PUT", "/api/{tenant}/orders"],
    ["GET", "/x/{a}"],
    ["GET", "/x/new"],
    ["GET", "/x/{a}/"],
  ];
  const server = await serve({
    config: `module.exports = { extensions: [{ name: "x", routes: [${routes.map(route)}] }] }`,
  });
  const get = async (path: string, method = "GET") =>
    (await fetch(server.url + path, { method })).json();
  expect(await get("/")).toEqual({ route: "/{$}" });
  expect(await get("/some/page")).toEqual({ route: "/{path...}", path: "some/page" });
  expect(await get("/api/else/where")).toEqual({ route: "/api/{path...}", path: "else/where" });
  expect(await get("/api/collections/orders/records")).toEqual({
    route: "/api/collections/orders/records",
  });
  expect(await get("/api/acme/orders", "PUT")).toEqual({
    route: "/api/{tenant}/orders",
    tenant: "acme",
  });
  expect(await get("/x/new")).toEqual({ route: "/x/new" });
  expect(await get("/x/5")).toEqual({ route: "/x/{a}", a: "5" });
  expect(await get("/x/5/")).toEqual({ route: "/x/{a}/", a: "5" });
  expect(await get("/api/health")).toMatchObject({ code: 200 });
});

it("GET / alone takes the place of pb_public", async () => {
  const server = await serve({
    config: `module.exports = { extensions: [{ name: "x", routes: [${route(["GET", "/"])}] }] }`,
  });
  expect(await (await fetch(`${server.url}/any/page`)).json()).toEqual({ route: "/" });
});
