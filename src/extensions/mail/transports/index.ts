import type { MailOptions, Provider } from "../options.ts";
import { httpTransport, type Service } from "./http.ts";
import { mailgun } from "./mailgun.ts";
import { postmark } from "./postmark.ts";
import { resend } from "./resend.ts";
import { ses } from "./ses.ts";
import { smtp } from "./smtp.ts";
import type { Transport } from "./transport.ts";

export function transportOf(options: MailOptions["transport"] = "smtp"): Transport {
  return options === "smtp" ? smtp : httpTransport(serviceOf(options));
}

const SERVICES: Record<Provider["provider"], (options: never) => Service> = {
  resend,
  postmark,
  mailgun,
  ses,
};

const serviceOf = (options: Provider): Service => SERVICES[options.provider](options as never);
