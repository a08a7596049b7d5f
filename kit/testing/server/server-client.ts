import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type PocketBase from "pocketbase";
import { removeFolder, temporaryFolder } from "../folder.ts";
import { optional } from "../optional.ts";
import { launch } from "./binary.ts";
import { pocketbaseBinary } from "./pocketbase-binary.mjs";
import type { ServerFolder } from "./server-files.ts";

/** The superuser that every server of the kit has. */
export const SUPERUSER = { email: "super@example.com", password: "test-password-1" } as const;

/** Makes a client of the official SDK that is not signed in and cancels no requests by itself. */
export function client(url: string): PocketBase {
  const Client = optional<typeof PocketBase>("pocketbase/cjs", "startServer()");
  return new Client(url).autoCancellation(false);
}

export async function signIn(url: string): Promise<PocketBase> {
  const pb = client(url);
  await pb.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
  return pb;
}

type Contents = [name: string, bytes: Buffer][];
/**
 * The contents of a `pb_data` with only the superuser, by binary, because making one takes longer
 * than a start.
 */
const prepared = new Map<string, Promise<Contents>>();

/** Fills an empty `pb_data` before the first start. The hooks under test do not run for it. */
export async function addSuperuser({ data }: ServerFolder, binary = pocketbaseBinary()) {
  const contents = prepared.get(binary) ?? makeSuperuser(binary);
  prepared.set(binary, contents);
  // After a failure, the next start tries again.
  contents.catch(() => prepared.delete(binary));
  for (const [name, bytes] of await contents) writeFileSync(join(data, name), bytes);
}

async function makeSuperuser(binary: string): Promise<Contents> {
  const cwd = temporaryFolder();
  const [data, empty] = [join(cwd, "pb_data"), join(cwd, "empty")];
  try {
    mkdirSync(empty);
    const { output, exited } = launch({
      args: [
        "superuser",
        "upsert",
        SUPERUSER.email,
        SUPERUSER.password,
        `--dir=${data}`,
        `--hooksDir=${empty}`,
        `--migrationsDir=${empty}`,
      ],
      cwd,
      binary,
    });
    if ((await exited) !== 0) throw new Error(`no superuser could be made:\n${output()}`);
    return readdirSync(data, { withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ name }) => [name, readFileSync(join(data, name))]);
  } finally {
    removeFolder(cwd);
  }
}
