// What the unit tests share: the built bundle on a mocked $app.
import { onTestFinished } from "vitest";
import { createTestApp, type TestAppOptions } from "../../src/testing/index.ts";
import { ORDERS } from "../server/bundle.ts";

interface Options extends Omit<TestAppOptions, "copy" | "files"> {
  config: string;
  files?: Record<string, string>;
}

export function testApp({ config, files, ...options }: Options) {
  const app = createTestApp({
    migrations: ORDERS,
    ...options,
    copy: ["pb_hooks/pocketbundle.pb.js"],
    files: { "pocketbundle.config.js": config, ...files },
  });
  onTestFinished(() => app.stop());
  return app;
}
