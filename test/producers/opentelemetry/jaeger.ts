import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "#demo/platform/ports.ts";
import { until } from "#test/support/load.ts";
import type { Installation } from "../harness/producer.ts";
import { runProgram } from "../harness/run-program.ts";

const jaegerModule = "github.com/jaegertracing/jaeger/cmd/jaeger";
const version = "v1.76.0";
const startsWithinMs = 60_000;

const span = z.object({
  spanID: z.string(),
  operationName: z.string(),
  references: z.array(z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() })),
  tags: z.array(z.object({ key: z.string(), value: z.unknown() })),
  processID: z.string(),
});

const answer = z.object({
  data: z
    .array(
      z.object({
        traceID: z.string(),
        spans: z.array(span),
        processes: z.record(z.string(), z.object({ serviceName: z.string() })),
      }),
    )
    .nullable(),
});

export type JaegerTrace = NonNullable<z.infer<typeof answer>["data"]>[number];

export interface Jaeger {
  /** Its traces of a service, as its query interface tells them. */
  readonly traces: (service: string) => Promise<readonly JaegerTrace[]>;
  readonly close: () => Promise<void>;
}

/** Built in the cache, which takes minutes: no registry has it as a program. */
export async function buildJaeger({ cache }: Installation, withinMs: number): Promise<void> {
  const directory = join(cache, "jaeger");
  if (existsSync(join(directory, version))) return;
  await mkdir(directory, { recursive: true });
  const deadline = performance.now() + withinMs;
  for (const args of [
    ...(existsSync(join(directory, "go.mod")) ? [] : [["mod", "init", "jaeger"]]),
    ["get", "-tool", `${jaegerModule}@${version}`],
    ["build", "-ldflags=-s -w", "-o", version, jaegerModule],
  ]) {
    const timeoutMs = Math.max(1, deadline - performance.now());
    const { code, output } = await runProgram("go", args, { cwd: directory, env: process.env, timeoutMs });
    if (code !== 0)
      throw new Error(`go ${args[0]}: ${code === null ? "not in time" : output.trimEnd().split("\n").at(-1)}`);
  }
}

/** On a port for OTLP over HTTP. */
export async function startJaeger({ cache }: Installation, directory: string, otlpPort: string): Promise<Jaeger> {
  const { port } = await freePort(16_686);
  const child = spawn(join(cache, "jaeger", version), ["--config", "jaeger.yaml"], {
    cwd: directory,
    env: { ...process.env, OTLP_PORT: otlpPort, QUERY_PORT: String(port) },
    stdio: "ignore",
  });
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = once(child, "exit");
  const api = `http://127.0.0.1:${port}/api`;
  await until(
    () =>
      fetch(`${api}/services`).then(
        ({ ok }) => ok,
        () => false,
      ),
    startsWithinMs,
  );
  return {
    async traces(service) {
      const response = await fetch(`${api}/traces?${new URLSearchParams({ service, limit: "100" }).toString()}`);
      return answer.parse(await response.json()).data ?? [];
    },
    async close() {
      kill();
      await exited;
      process.off("exit", kill);
    },
  };
}
