import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { RunEvent } from "#agent/contract/event.ts";
import { cliPath, startCli } from "#test/support/agent-program.ts";
import type { Program } from "#test/support/agent-program.ts";
import { startHttpReceiver } from "#test/support/http-receiver.ts";
import { runEvent } from "#test/support/openlineage-event.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

interface Fixture {
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly sent: () => readonly RunEvent[];
}

/** An environment in which events go to a file. */
function fixture(): Fixture {
  const directory = temporaryDirectory();
  const file = join(directory, "events.ndjson");
  return {
    directory,
    env: {
      TIDEMARK_SPOOL: join(directory, "spool"),
      OPENLINEAGE__TRANSPORT__TYPE: "file",
      OPENLINEAGE__TRANSPORT__LOG_FILE_PATH: file,
      OPENLINEAGE__TRANSPORT__APPEND: "true",
    },
    sent: () =>
      existsSync(file)
        ? readFileSync(file, "utf8")
            .split("\n")
            .slice(0, -1)
            .map((line): RunEvent => JSON.parse(line))
        : [],
  };
}

const types = (events: readonly RunEvent[]): readonly unknown[] => events.map((event) => event.eventType);

async function code(program: Program): Promise<number | null> {
  return (await program.ended).code;
}

describe("run", () => {
  test("passes output and exit code on, and tells what the options say", async () => {
    const { env, sent } = fixture();
    const options = [
      "--job",
      "load",
      "--namespace",
      "shop",
      "--input",
      "s3://lake/a.csv",
      "--output",
      "t",
      "--output",
      "u",
    ];
    const more = ["--owner", "team:data", "--tag", "nightly", "--description", "loads"];
    const program = startCli(["run", ...options, ...more, "--", "sh", "-c", "echo out; echo err >&2"], env);
    expect(await code(program)).toBe(0);
    expect([program.stdout(), program.stderr()]).toEqual(["out\n", "err\n"]);
    expect(types(sent())).toEqual(["START", "COMPLETE"]);
    expect(sent()[1]).toMatchObject({
      job: {
        namespace: "shop",
        name: "load",
        facets: {
          jobType: { integration: "SHELL", jobType: "COMMAND" },
          ownership: { owners: [{ name: "team:data" }] },
          documentation: { description: "loads" },
        },
      },
      run: { facets: { tags: { tags: [{ key: "nightly" }] } } },
      inputs: [{ namespace: "s3://lake", name: "a.csv" }],
      outputs: [
        { namespace: "shop", name: "t" },
        { namespace: "shop", name: "u" },
      ],
    });
  });

  test("a failure is told with the end of standard error, without its secrets", async () => {
    const { env, sent } = fixture();
    const script = "echo first >&2; echo 'cannot reach postgres://u:hunter2@db/x' >&2; exit 3";
    const program = startCli(["run", "--", "sh", "-c", script], env);
    expect(await code(program)).toBe(3);
    expect(sent()[1]).toMatchObject({
      eventType: "FAIL",
      job: { name: "sh" },
      run: {
        facets: {
          errorMessage: { programmingLanguage: "SHELL", message: expect.stringMatching(/^exit code 3: cannot reach/) },
        },
      },
    });
    expect(sent()[1]?.run.facets?.errorMessage?.stackTrace).toContain("first\n");
    expect(JSON.stringify(sent())).not.toContain("hunter2");
  });

  test.each([
    ["missing", 127, "command not found"],
    ["not-executable", 126, "EACCES"],
  ])("a command that cannot be started: %s", async (name, expected, message) => {
    const { env, sent, directory } = fixture();
    writeFileSync(join(directory, "not-executable"), "");
    const command = join(directory, name);
    const program = startCli(["run", "--", command], env);
    expect(await code(program)).toBe(expected);
    expect(program.stderr()).toContain(message);
    expect(types(sent())).toEqual(["START", "FAIL"]);
  });

  test("a signal goes on to the command, whose end ends the run", async () => {
    const { env, sent } = fixture();
    const program = startCli(["run", "--", "sh", "-c", "echo ready; exec sleep 30"], env);
    await vi.waitFor(() => expect(program.stdout()).toContain("ready"), 10_000);
    program.kill("SIGTERM");
    expect(await code(program)).toBe(143);
    expect(types(sent())).toEqual(["START", "ABORT"]);
  });

  test("a command that handles the signal keeps its own exit code", async () => {
    const { env, sent } = fixture();
    const script = "trap 'exit 0' INT; echo ready; while :; do sleep 0.05; done";
    const program = startCli(["run", "--", "sh", "-c", script], env);
    await vi.waitFor(() => expect(program.stdout()).toContain("ready"), 10_000);
    program.kill("SIGINT");
    expect(await code(program)).toBe(0);
    expect(types(sent())).toEqual(["START", "COMPLETE"]);
  });

  test("a command that is killed has failed", async () => {
    const { env, sent } = fixture();
    const program = startCli(["run", "--", "sh", "-c", "kill -KILL $$"], env);
    expect(await code(program)).toBe(137);
    expect(sent()[1]?.run.facets?.errorMessage?.message).toBe("killed by SIGKILL");
  });

  test("runs inside of the command become children", async () => {
    const { env, sent } = fixture();
    const inner = [process.execPath, cliPath, "run", "--job", "inner", "--", "true"];
    expect(await code(startCli(["run", "--job", "outer", "--", ...inner], env))).toBe(0);
    const [outer] = sent();
    const child = sent().find((event) => event.job.name === "inner");
    expect(child?.run.facets?.parent).toMatchObject({
      run: { runId: outer?.run.runId },
      job: { name: "outer" },
      root: { run: { runId: outer?.run.runId } },
    });
  });

  test("a collector that is not there costs a second, no more, and no event", async () => {
    const { env } = fixture();
    const started = performance.now();
    const program = startCli(["run", "--url", "http://127.0.0.1:1", "--", "true"], {
      TIDEMARK_SPOOL: env["TIDEMARK_SPOOL"] ?? "",
    });
    expect(await code(program)).toBe(0);
    expect(performance.now() - started).toBeLessThan(5000);
    const receiver = await startHttpReceiver();
    receiver.answer = ({ path }) => ({ status: path.endsWith("/batch") ? 404 : 201 });
    const next = startCli(["run", "--url", receiver.url, "--", "true"], {
      TIDEMARK_SPOOL: env["TIDEMARK_SPOOL"] ?? "",
    });
    expect(await code(next)).toBe(0);
    const single = receiver.requests.filter(({ path }) => !path.endsWith("/batch"));
    expect(single).toHaveLength(4);
  });

  test("usage", async () => {
    expect(await code(startCli(["run", "true"]))).toBe(2);
    const help = startCli(["run", "--help"]);
    expect(await code(help)).toBe(0);
    expect(help.stdout()).toContain("--job NAME");
  });
});

const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) => JSON.stringify(runEvent(n))).join("\n");

describe("emit", () => {
  test("NDJSON from standard input", async () => {
    const { env, sent } = fixture();
    const program = startCli(["emit", "-"], env, `${lines(50)}\n`);
    expect(await code(program)).toBe(0);
    expect(program.stdout()).toMatch(/^50 events read: 50 confirmed, 0 refused; [\d.]+ s\n$/);
    expect(program.stderr()).toBe("");
    expect(sent()).toHaveLength(50);
  });

  test("an array from a file, with a summary for programs", async () => {
    const { env, sent, directory } = fixture();
    const file = join(directory, "array.json");
    writeFileSync(file, JSON.stringify([runEvent(1), runEvent(2)], null, 2));
    const program = startCli(["emit", "--json", file], env);
    expect(await code(program)).toBe(0);
    expect(JSON.parse(program.stdout())).toMatchObject({
      read: 2,
      confirmed: 2,
      refused: 0,
      filtered: 0,
      unconfirmed: 0,
    });
    expect(sent()).toEqual([runEvent(1), runEvent(2)]);
  });

  test("what is no event is named with its line, the others are sent", async () => {
    const { env, sent } = fixture();
    const input = `${lines(1)}\nnot json\n{"job":{}}\n\n[1]\n${JSON.stringify(runEvent(9))}`;
    const program = startCli(["emit", "-"], env, input);
    expect(await code(program)).toBe(1);
    expect(program.stderr()).toMatch(
      /^stdin:2: it is not JSON.*\nstdin:3: eventTime.*\nstdin:5: it is not an object\n$/,
    );
    expect(sent()).toHaveLength(2);
  });

  test("what the server refuses is named with its line", async () => {
    const receiver = await startHttpReceiver();
    receiver.answer = ({ path, body }) => {
      if (path.endsWith("/batch")) return { status: 404 };
      return { status: body.includes("run-1") ? 422 : 201, body: "no such job" };
    };
    const { env } = fixture();
    const program = startCli(
      ["emit", "--url", receiver.url, "-"],
      { TIDEMARK_SPOOL: env["TIDEMARK_SPOOL"] ?? "" },
      lines(3),
    );
    expect(await code(program)).toBe(1);
    expect(program.stderr()).toContain("stdin:2: HTTP 422: no such job");
    expect(program.stdout()).toContain("3 events read: 2 confirmed, 1 refused");
  });

  test("more than memory should hold goes through", async () => {
    const { env, sent, directory } = fixture();
    const file = join(directory, "many.ndjson");
    writeFileSync(file, lines(20_000));
    expect(await code(startCli(["emit", file], env))).toBe(0);
    expect(new Set(sent().map((event) => event.run.runId)).size).toBe(20_000);
  });

  test("without a server it gives up in time, and says what waits", async () => {
    const { env } = fixture();
    const program = startCli(
      ["emit", "--url", "http://127.0.0.1:1", "--timeout", "0.5", "-"],
      { TIDEMARK_SPOOL: env["TIDEMARK_SPOOL"] ?? "" },
      lines(3),
    );
    expect(await code(program)).toBe(1);
    expect(program.stdout()).toContain("3 not confirmed");
    expect(program.stderr()).toContain("http does not take events");
  });

  test("usage, and a file that is not there", async () => {
    expect(await code(startCli(["emit"]))).toBe(2);
    const missing = startCli(["emit", "/nowhere/file"], fixture().env);
    expect(await code(missing)).toBe(1);
    expect(missing.stderr()).toContain("ENOENT");
  });
});

test("the program itself", async () => {
  const [none, help, version] = [startCli([]), startCli(["--help"]), startCli(["--version"])];
  expect(await Promise.all([none, help, version].map(code))).toEqual([2, 0, 0]);
  expect(none.stderr()).toBe(help.stdout());
  expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
});
