import type { SendMailOptions } from "nodemailer";
import type { NodemailerMock } from "nodemailer-mock";
import { optional } from "../../optional.ts";
import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import type { App } from "./app.ts";
import type { Core } from "./core.ts";
import { MailerEvent } from "./events.ts";
import type { MailMessage } from "./mail-message.ts";

interface MockPackage {
  NodemailerMocked: new () => NodemailerMock;
}

/**
 * Gives mail to a nodemailer-mock of this app. PocketBase sends in the same goroutine and gets the
 * outcome at once, while nodemailer answers later. So nodemailer-mock's switches for failures are
 * read before the mail is handed over.
 */
export class Mailbox {
  readonly nodemailer: NodemailerMock;
  readonly #transport: ReturnType<NodemailerMock["createTransport"]>;
  readonly #sent: SendMailOptions[] = [];

  constructor() {
    const { NodemailerMocked } = optional<MockPackage>("nodemailer-mock", "createTestApp()");
    this.nodemailer = new NodemailerMocked();
    this.#transport = this.nodemailer.createTransport({});
  }

  /** The mails sent so far, as they were given to nodemailer-mock. */
  get mails(): readonly SendMailOptions[] {
    return this.#sent;
  }

  /** Takes all mail, as the last hook on `onMailerSend`: the app needs no mail server. */
  bind(core: Core): void {
    core.hook<MailerEvent>("onMailerSend").bind({
      priority: Number.POSITIVE_INFINITY,
      run: ({ message }) => {
        if (!message.canBeRead()) throw core.failures.notMocked("attachments that are not bytes");
        this.send(message);
      },
    });
  }

  send(message: MailMessage): void {
    const { mock } = this.nodemailer;
    const mail = message.forNodemailer();
    const fails = mock.isShouldFail() || mock.getShouldFailCheck()?.({ data: mail } as never);
    if (fails) {
      if (mock.isShouldFailOnce()) mock.setShouldFail(false);
      throw new GoError(mock.getFailResponse().message);
    }
    this.#transport.sendMail(mail).catch(() => {});
    this.#sent.push(mail);
  }
}

/** tools/mailer; the hook is bound as in core/base.go, NewMailClient. */
export class Mailer {
  static readonly [GO] = goType({ name: "Mailer", type: "Mailer", methods: ["send"] });
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  send(message: MailMessage): void {
    const event = new MailerEvent(this.#app, this, message);
    this.#app.core.hook<MailerEvent>("onMailerSend").trigger(event);
  }
}
