import { castString } from "../go/cast.ts";
import { FileStream } from "../go/file.ts";
import { GO, goType } from "../go/go.ts";
import type { Values } from "../go/values.ts";

/** net/mail's Address. */
class Address {
  static readonly [GO] = goType({
    name: "Address",
    type: "Address",
    stringer: true,
    fields: ["name", "address"],
    methods: ["string"],
  });
  name: string;
  address: string;

  constructor(data: Values = {}) {
    this.name = castString(data.name);
    this.address = castString(data.address);
  }

  string(): string {
    return this.name ? `"${this.name}" <${this.address}>` : `<${this.address}>`;
  }
}

const LISTS = ["to", "bcc", "cc"] as const;
const MAPS = ["headers", "attachments", "inlineAttachments"] as const;
const TEXTS = ["subject", "html", "text"] as const;
const address = (value: unknown) =>
  value instanceof Address ? value : new Address((value ?? {}) as Values);
const addresses = (value: unknown) => [value ?? []].flat().map(address);

/** tools/mailer/mailer.go, Message. */
export class MailMessage {
  static readonly [GO] = goType({
    name: "MailerMessage",
    type: "MailerMessage",
    fields: [
      "from",
      "to",
      "bcc",
      "cc",
      "subject",
      "html",
      "text",
      "headers",
      "attachments",
      "inlineAttachments",
    ],
    live: { to: address, bcc: address, cc: address },
  });
  #from = new Address();
  to: Address[] = [];
  bcc: Address[] = [];
  cc: Address[] = [];
  subject = "";
  html = "";
  text = "";
  headers: Values = {};
  attachments: Values = {};
  inlineAttachments: Values = {};

  constructor(data: Values = {}) {
    if (data.from) this.from = data.from;
    for (const key of LISTS) this[key] = addresses(data[key]);
    for (const key of TEXTS) this[key] = castString(data[key]);
    for (const key of MAPS) this[key] = (data[key] ?? {}) as Values;
  }

  get from(): Address {
    return this.#from;
  }
  set from(value: unknown) {
    this.#from = address(value);
  }

  toJSON() {
    const { from, to, bcc, cc, subject, html, text, headers, attachments, inlineAttachments } =
      this;
    return { from, to, bcc, cc, subject, html, text, headers, attachments, inlineAttachments };
  }

  canBeRead = () =>
    Object.values({ ...this.attachments, ...this.inlineAttachments }).every(
      (stream) => stream instanceof FileStream,
    );

  /** Returns the message in nodemailer's format. */
  forNodemailer() {
    const plain = ({ name, address }: Address) => ({ name, address });
    const lists = LISTS.map((key) => [key, addresses(this[key]).map(plain)] as const);
    const files = (all: Values, isInline: boolean) =>
      Object.entries(all).map(([filename, stream]) => ({
        filename,
        content: Buffer.from((stream as FileStream).bytes),
        ...(isInline && { cid: filename }),
      }));
    const attachments = [...files(this.attachments, false), ...files(this.inlineAttachments, true)];
    return {
      from: plain(this.from),
      ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
      subject: this.subject,
      ...(this.html && { html: this.html }),
      ...(this.text && { text: this.text }),
      ...(attachments.length > 0 && { attachments }),
      headers: this.headers as { [name: string]: string },
    };
  }
}
