import { GO, type GoShape, goType } from "../go/go.ts";

/** A part of the settings. Its fields are plain values. */
class Section {
  readonly [GO]: GoShape;
  constructor(name: string, values: Record<string, unknown>) {
    Object.assign(this, values);
    this[GO] = goType({ name, type: name, fields: Object.keys(values) });
  }
}

/** core/settings_model.go with the values of a new server. */
export class Settings {
  static readonly [GO] = goType({
    name: "Settings",
    type: "Settings",
    fields: ["meta", "smtp", "trustedProxy", "logs"],
  });
  meta = new Section("SettingsMeta", {
    appName: "Acme",
    appURL: "http://localhost:8090",
    senderName: "Support",
    senderAddress: "support@example.com",
    hideControls: false,
  });
  smtp = new Section("SettingsSMTP", {
    enabled: false,
    port: 587,
    host: "smtp.example.com",
    username: "",
    password: "",
    authMethod: "",
    tls: false,
    localName: "",
  });
  trustedProxy = new Section("TrustedProxyConfig", { headers: [], useLeftmostIP: false });
  logs = new Section("SettingsLogs", { maxDays: 5, minLevel: 0, logIP: true, logAuthId: false });
}
