// plugins/jsvm/binds.go, BindSecurity: tools/security
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../go/clock.ts";
import { GoError } from "../go/errors.ts";
import { GO, goType, type RawText } from "../go/go.ts";
import { randomByRegex, randomString } from "../go/random.ts";
import type { Values } from "../go/values.ts";

const hash = (name: string) => (text: string | RawText) =>
  createHash(name).update(text).digest("hex");
const hmac = (name: string) => (text: string | RawText, secret: string | RawText) =>
  createHmac(name, secret).update(text).digest("hex");
const part = (text: string) => Buffer.from(text).toString("base64url");

export class Security {
  static readonly [GO] = goType({
    name: "$security",
    type: "$security",
    methods: [
      "createJWT",
      "equal",
      "hs256",
      "hs512",
      "md5",
      "parseJWT",
      "parseUnverifiedJWT",
      "pseudorandomString",
      "pseudorandomStringWithAlphabet",
      "randomString",
      "randomStringByRegex",
      "randomStringWithAlphabet",
      "sha256",
      "sha512",
    ],
  });
  readonly #clock: Clock;
  constructor(clock: Clock) {
    this.#clock = clock;
  }
  md5 = hash("md5");
  sha256 = hash("sha256");
  sha512 = hash("sha512");
  hs256 = hmac("sha256");
  hs512 = hmac("sha512");
  equal = (a: string | RawText, b: string | RawText) => {
    const [left, right] = [Buffer.from(a), Buffer.from(b)];
    return left.length === right.length && timingSafeEqual(left, right);
  };
  randomString = (length: number) => randomString(length);
  randomStringWithAlphabet = (length: number, alphabet: string) => randomString(length, alphabet);
  pseudorandomString = (length: number) => randomString(length);
  pseudorandomStringWithAlphabet = (length: number, alphabet: string) =>
    randomString(length, alphabet);
  randomStringByRegex = (pattern: string) => randomByRegex(pattern);

  /** @param seconds until it expires */
  createJWT(payload: Values, key: string, seconds: number): string {
    const exp = Math.floor(this.#clock.now() / 1000) + seconds;
    const text = `${part('{"alg":"HS256","typ":"JWT"}')}.${part(JSON.stringify({ ...payload, exp }))}`;
    return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
  }

  parseUnverifiedJWT(token: string): Values {
    const [, payload] = token.split(".");
    try {
      return JSON.parse(Buffer.from(payload ?? "", "base64url").toString());
    } catch {
      throw new GoError("token is malformed");
    }
  }

  parseJWT(token: string, key: string): Values {
    const at = token.lastIndexOf(".");
    const signature = createHmac("sha256", key).update(token.slice(0, at)).digest("base64url");
    if (!this.equal(signature, token.slice(at + 1)))
      throw new GoError("token signature is invalid");
    const payload = this.parseUnverifiedJWT(token);
    if (Number(payload.exp) * 1000 < this.#clock.now())
      throw new GoError("token has invalid claims: token is expired");
    return payload;
  }
}
