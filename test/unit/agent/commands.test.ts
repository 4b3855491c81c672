import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import type { CliIo } from "#agent/cli/cli-io.ts";
import { emitCommand } from "#agent/cli/emit.ts";
import { runCommand } from "#agent/cli/run.ts";
import type { RunEvent } from "#agent/index.ts";
import { runEvent } from "#test/support/openlineage-event.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

class Text extends Writable {
  text = "";
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

interface Fixture {
  readonly io: CliIo;
  readonly stdout: Text;
  readonly stderr: Text;
  readonly directory: string;
  readonly sent: () => readonly RunEvent[];
}

function fixture(stdin = "", isTTY = false): Fixture {
  const directory = temporaryDirectory();
  const file = join(directory, "events.ndjson");
  const stdout = new Text();
  const stderr = new Text(isTTY);
  const env = {
    PATH: process.env["PATH"] ?? "",
    TIDEMARK_SPOOL: join(directory, "spool"),
    OPENLINEAGE__TRANSPORT: JSON.stringify({ type: "file", location: file }),
  };
  return {
    io: { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env },
    stdout,
    stderr,
    directory,
    sent: () =>
      readFileSync(file, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line): RunEvent => JSON.parse(line)),
  };
}

describe("run, within another program", () => {
  test.each([
    [["--", "true"], 0, "COMPLETE"],
    [["--", "sh", "-c", "exit 3"], 3, "FAIL"],
    [["--", "sh", "-c", "kill -TERM $$"], 143, "ABORT"],
    [["--", "sh", "-c", "kill -SEGV $$"], 139, "FAIL"],
    [["--", "no-such-command-here"], 127, "FAIL"],
    [["--", "sh", "-c", "a\0b"], 126, "FAIL"],
  ])("%o ends with %i and %s", async (argv, code, eventType) => {
    const { io, sent } = fixture();
    expect(await runCommand(argv, io)).toBe(code);
    expect(sent().map((event) => event.eventType)).toEqual(["START", eventType]);
  });

  test("what the command leaves running is not waited for", async () => {
    const { io, stderr } = fixture();
    const started = performance.now();
    expect(await runCommand(["--", "sh", "-c", "echo told >&2; sleep 20 &"], io)).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(stderr.text).toBe("told\n");
  });

  test("signals are listened to only while the command runs", async () => {
    const before = process.listenerCount("SIGTERM");
    await runCommand(["--", "true"], fixture().io);
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  test("help and usage", async () => {
    const { io, stdout, stderr } = fixture();
    expect(await runCommand(["--help"], io)).toBe(0);
    expect(await runCommand(["true"], io)).toBe(2);
    expect(stderr.text).toContain(stdout.text);
  });
});

describe("emit, within another program", () => {
  const lines = Array.from({ length: 30 }, (_, n) => JSON.stringify(runEvent(n)));

  test("sends, and counts", async () => {
    const { io, stdout, sent } = fixture(lines.join("\n"));
    expect(await emitCommand(["-"], io)).toBe(0);
    expect(stdout.text).toMatch(/^30 events read: 30 confirmed, 0 refused; /);
    expect(sent()).toHaveLength(30);
  });

  test("names only the first problems", async () => {
    const { io, stderr } = fixture("nonsense\n".repeat(50));
    expect(await emitCommand(["--json", "-"], io)).toBe(1);
    expect(stderr.text.trim().split("\n")).toHaveLength(21);
    expect(stderr.text).toContain("further problems are only counted");
  });

  test("on a terminal it shows how far it is, and takes that away again", async () => {
    const { io, stderr, stdout } = fixture(lines.join("\n"), true);
    expect(await emitCommand(["-"], io)).toBe(0);
    expect(stderr.text.startsWith("\r1 read, 0 confirmed, 0 refused")).toBe(true);
    expect(stderr.text.endsWith("\r\u001b[K")).toBe(true);
    expect(stdout.text).toContain("30 confirmed");
  });

  test("tells what the configuration leaves out, and what is too large", async () => {
    const { io, stdout, stderr } = fixture(
      [...lines, JSON.stringify({ ...runEvent(99), job: { namespace: "n", name: "x" } })].join("\n"),
    );
    const env = { ...io.env, OPENLINEAGE__FILTERS: '[{"type":"exact","match":"job"}]' };
    expect(await emitCommand(["-"], { ...io, env })).toBe(0);
    expect(stdout.text).toContain("31 events read: 1 confirmed, 0 refused, 30 filtered out");
    expect(stderr.text).toBe("");
  });

  test("a server that takes nothing: it gives up, says so, and leaves the events in the spool", async () => {
    const { io, directory, stdout, stderr } = fixture();
    const file = join(directory, "file.ndjson");
    writeFileSync(file, Array.from({ length: 5000 }, () => lines[0]).join("\n"));
    const env = { TIDEMARK_SPOOL: join(directory, "spool") };
    expect(await emitCommand(["--url", "nats://127.0.0.1:1", "--timeout", "0.6", file], { ...io, env })).toBe(1);
    expect(stderr.text).toMatch(/nothing was confirmed for 0.6 s; stopped at line 4000/);
    expect(stdout.text).toContain("4000 not confirmed");
  });

  test("a file that cannot be read, and usage", async () => {
    const { io, stderr } = fixture();
    expect(await emitCommand(["/nowhere/file"], io)).toBe(1);
    expect(stderr.text).toContain("ENOENT");
    expect(await emitCommand(["--help"], io)).toBe(0);
    expect(await emitCommand([], io)).toBe(2);
    await vi.waitFor(() => expect(process.listenerCount("exit")).toBeLessThan(10));
  });
});
