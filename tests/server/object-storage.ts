// The part of S3 that PocketBase uses: objects with their headers, whole or in part. It checks no
// signature.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Stored {
  body: Buffer;
  headers: Record<string, string>;
}

export async function startObjectStorage(cleanup: (end: () => Promise<void>) => void) {
  const objects = new Map<string, Stored>();
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "PUT") {
      const kept = Object.entries(request.headers).filter(([name]) =>
        /^(content-type|x-amz-meta-.*)$/.test(name),
      );
      const headers = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
      objects.set(path, { body: Buffer.concat(chunks), headers });
      return response.writeHead(200, { ETag: '"1"' }).end();
    }
    const stored = objects.get(path);
    if (!stored) return response.writeHead(404).end();
    const [, from, to] = request.headers.range?.match(/^bytes=(\d+)-(\d*)$/) ?? [];
    const end = to ? Number(to) + 1 : stored.body.length;
    const part = stored.body.subarray(Number(from ?? 0), end);
    response.writeHead(from === undefined ? 200 : 206, {
      ...stored.headers,
      ETag: '"1"',
      "Last-Modified": new Date().toUTCString(),
      "Content-Length": part.length,
      ...(from !== undefined && {
        "Content-Range": `bytes ${from}-${end - 1}/${stored.body.length}`,
      }),
    });
    response.end(request.method === "HEAD" ? undefined : part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, objects };
}
