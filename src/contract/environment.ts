// What a config reads from the environment. Types only, part of pocketbundle.d.ts.

/**
 * A secret, read from the environment: `process.env.STRIPE_WEBHOOK_SECRET`. Whether the variable is
 * set is known at start-up only: a server whose secret is missing does not start.
 */
export type Secret = string | undefined;

/** The environment's variables, by name. */
interface Variables {
  [name: string]: string | undefined;
}

declare global {
  /**
   * PocketBase's runtime has this part of Node.js's `process`. With `@types/node` the two
   * declarations are one.
   */
  var process: NodeJS.Process;
  namespace NodeJS {
    interface Process {
      env: ProcessEnv;
    }
    interface ProcessEnv extends Variables {}
  }
}
