import type { HttpRequest } from "./http.ts";

interface Credentials {
  service: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Signs a POST with AWS' signature, version 4, in its headers. The address must have no query and
 * only plain characters:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signed(
  { url, headers, body }: HttpRequest & { body: string },
  { service, region, accessKeyId, secretAccessKey, sessionToken }: Credentials,
): HttpRequest {
  const [, host = "", path = ""] = url.match(/^https?:\/\/([^/]+)(\/[^?#]*)$/) ?? [];
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const date = time.slice(0, 8);
  const own = {
    ...headers,
    "X-Amz-Date": time,
    ...(sessionToken !== undefined && { "X-Amz-Security-Token": sessionToken }),
  };
  const canonical = Object.entries({ ...own, Host: host })
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = canonical.map(([name]) => name).join(";");
  const request = [
    "POST",
    path,
    "",
    ...canonical.map(([name, value]) => `${name}:${value}`),
    "",
    names,
    $security.sha256(body),
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = [ALGORITHM, time, scope, $security.sha256(request)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce(hmac, `AWS4${secretAccessKey}`);
  const Authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${$security.hs256(text, key)}`;
  return { url, body, headers: { ...own, Authorization } };
}

/** Returns the bytes as a Go string, which `$security` accepts unchanged as the next key. */
const hmac = (key: string, text: string): string =>
  toString(Buffer.from($security.hs256(text, key), "hex"));
