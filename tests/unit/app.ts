// The unit tests share this: the built bundle on a mocked $app.
import { onTestFinished } from "vitest";
import { createTestApp, type TestAppOptions } from "../../kit/testing/index.ts";
import { ORDERS } from "../server/bundle.ts";

export function testApp(options: Omit<TestAppOptions, "copy"> & { config: string }) {
  const app = createTestApp({
    migrations: ORDERS,
    ...options,
    copy: ["pb_hooks/pocketbundle.pb.js"],
  });
  onTestFinished(() => app.stop());
  return app;
}
