import type PocketBase from "pocketbase";
import { removeFolder, temporaryFolder } from "./folder.ts";
import { optional } from "./optional.ts";
import type { Processes } from "./processes.ts";
import type { ServerFolder } from "./server-files.ts";

/** The superuser every server of the kit has. */
export const SUPERUSER = { email: "super@example.com", password: "test-password-1" } as const;

/** A client of the official SDK that is not signed in and cancels nothing by itself. */
export function client(url: string): PocketBase {
  const Client = optional<typeof PocketBase>("pocketbase/cjs", "startServer()");
  return new Client(url).autoCancellation(false);
}

export async function signIn(url: string): Promise<PocketBase> {
  const pb = client(url);
  await pb.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
  return pb;
}

/** Makes the superuser before the first start, without running the hooks under test. */
export async function makeSuperuser(
  processes: Processes,
  folder: ServerFolder,
  binary?: string,
): Promise<void> {
  const empty = temporaryFolder();
  try {
    const { output, exited } = processes.launch({
      args: [
        "superuser",
        "upsert",
        SUPERUSER.email,
        SUPERUSER.password,
        `--dir=${folder.data}`,
        `--hooksDir=${empty}`,
        `--migrationsDir=${empty}`,
      ],
      cwd: folder.root,
      binary,
    });
    if ((await exited) !== 0) throw new Error(`no superuser could be made:\n${output()}`);
  } finally {
    removeFolder(empty);
  }
}
