// Files that a form sends to a route of the config.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";

const CONFIG = `module.exports = { extensions: [{ name: "x", routes: [{
  method: "POST", path: "/api/photos", auth: "public", handler: (ctx) => ({
    title: ctx.body.title ?? "",
    photos: ctx.files("photo").map((file) => [file.originalName, file.size]),
    others: ctx.files("other"),
  }),
}] }] };`;

it("ctx.files has the files of a field, and is empty for a body without any", async () => {
  const server = await serve({ config: CONFIG });
  const post = async (init: RequestInit) => {
    const answer = await fetch(`${server.url}/api/photos`, { method: "POST", ...init });
    return [answer.status, await answer.json()];
  };
  const form = new FormData();
  form.append("title", "Two");
  form.append("photo", new Blob(["1"]), "a.txt");
  form.append("photo", new Blob(["22"]), "b.txt");
  const files = [
    ["a.txt", 1],
    ["b.txt", 2],
  ];
  expect(await post({ body: form })).toEqual([200, { title: "Two", photos: files, others: [] }]);
  const none = { photos: [], others: [] };
  const json = { "content-type": "application/json" };
  expect(await post({ body: '{"title":"J"}', headers: json })).toEqual([
    200,
    { title: "J", ...none },
  ]);
  expect(await post({ body: new URLSearchParams({ title: "F" }) })).toEqual([
    200,
    { title: "F", ...none },
  ]);
  expect(await post({})).toEqual([200, { title: "", ...none }]);
  const broken = await post({
    body: "--x\r\nnot a part",
    headers: { "content-type": "multipart/form-data; boundary=x" },
  });
  expect(broken[0]).toBe(400);
});
