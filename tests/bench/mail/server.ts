import { type Server, useSmtp } from "../../../kit/testing/index.ts";
import { withBundle } from "../work/servers.ts";

/**
 * Starts a server that mails each created order, with a layout, to the mail server at this port.
 */
export async function mailServer(port: number, more = ""): Promise<Server> {
  const server = await withBundle(
    `{ mail: { from: "Shop <shop@example.com>", messages: {
      placed: { on: "orders:create", to: (c) => c.record.email, data: (c) => ({ order: c.record, at: c.at }) },
    } }, ${more} }`,
    {
      args: ["--hooksPool=15"],
      hooks: {
        "mail/_layout.html":
          "<html><head><style>p { color: #333 } a.button { padding: 8px }</style></head><body><h1>The shop</h1>{{> content}}<p>Yours</p></body></html>",
        "mail/placed.html":
          '<p>Thank you for {{order.quantity}} × {{order.title}}.</p><p><a class="button" href="https://example.com/{{order.id}}">Your order</a></p>',
        "mail/placed.subject.txt": "Placed at {{at}}",
      },
    },
  );
  await useSmtp(server.pb, { port } as Parameters<typeof useSmtp>[1]);
  return server;
}
