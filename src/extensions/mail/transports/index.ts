import type { MailOptions, Provider } from "../options.ts";
import type { Service } from "./http.ts";
import type { Transport } from "./transport.ts";

/** The transport of the config. Each is required here and not above: a VM evaluates the one it sends with. */
export function transportOf(options: MailOptions["transport"] = "smtp"): Transport {
  if (options === "smtp") return (require("./smtp.ts") as typeof import("./smtp.ts")).smtp;
  const { httpTransport } = require("./http.ts") as typeof import("./http.ts");
  return httpTransport(serviceOf(options));
}

function serviceOf(options: Provider): Service {
  switch (options.provider) {
    case "resend":
      return (require("./resend.ts") as typeof import("./resend.ts")).resend(options);
    case "postmark":
      return (require("./postmark.ts") as typeof import("./postmark.ts")).postmark(options);
    case "mailgun":
      return (require("./mailgun.ts") as typeof import("./mailgun.ts")).mailgun(options);
    case "ses":
      return (require("./ses.ts") as typeof import("./ses.ts")).ses(options);
  }
}
