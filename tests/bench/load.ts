// Measures creates per second with parallel clients on keep-alive connections.
import autocannon from "autocannon";

export interface Load {
  perSecond: number;
  p50: number;
  p99: number;
}

export async function creates(
  url: string,
  body: object,
  clients: number,
  seconds: number,
): Promise<Load> {
  const result = await autocannon({
    url: `${url}/api/collections/orders/records`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    connections: clients,
    duration: seconds,
    idReplacement: true,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were not 200, ${result.errors} requests failed`);
  }
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}
