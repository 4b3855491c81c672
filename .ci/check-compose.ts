/**
 * What docker-compose.yml promises, checked on the model that compose-go made of it: pinned images, ports on the
 * loopback interface alone, no secret in it, a restart policy, a health check, and every file it mounts is there.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly restart?: string;
  readonly healthcheck?: unknown;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: ReadonlyArray<{ readonly host_ip?: string; readonly target: number }>;
  readonly volumes?: ReadonlyArray<{ readonly type: string; readonly source?: string; readonly target: string }>;
}

/** One program and no shell in the image; see the comment in docker-compose.yml. */
const withoutHealthCheck = new Set(["otel"]);

function imageProblems({ image, build }: Service): readonly string[] {
  if (build !== undefined) return existsSync("Dockerfile") ? [] : ["is built, but there is no Dockerfile"];
  return /:\d+\.\d+\.\d+(?:-\w+)?$/u.test(image ?? "") ? [] : [`image ${image ?? "none"} is not pinned to a version`];
}

function portProblems({ ports = [] }: Service): readonly string[] {
  return ports
    .filter((port) => port.host_ip !== "127.0.0.1")
    .map((port) => `port ${port.target} is published beyond the loopback interface`);
}

function secretProblems({ environment = {} }: Service): readonly string[] {
  return Object.keys(environment)
    .filter((name) => /PASSWORD|SECRET|TOKEN|KEY/u.test(name) && !name.endsWith("_FILE"))
    .map((name) => `${name} stands in the environment: use a secret's file`);
}

/** Files mounted read-only are ours; the rest is volumes. */
function mountProblems({ volumes = [], command }: Service): readonly string[] {
  const binds = volumes.filter(({ type }) => type === "bind");
  const missing = binds.filter(({ source }) => !existsSync(source ?? "")).map(({ source }) => `${source} is missing`);
  const configurations = (command ?? [])
    .filter((word) => word.startsWith("/etc/"))
    .map((path) => {
      const bind = binds.find(({ target }) => path.startsWith(target));
      return bind === undefined ? path : `${bind.source}${path.slice(bind.target.length)}`;
    })
    .filter((path) => !existsSync(path))
    .map((path) => `its configuration ${path} is missing`);
  return [...missing, ...configurations];
}

/** What Grafana's files take from the environment must be in it, or Grafana does not start. */
function grafanaProblems({ environment = {}, volumes = [] }: Service): readonly string[] {
  const provisioning = volumes.find(({ target }) => target === "/etc/grafana/provisioning")?.source;
  if (provisioning === undefined) return ["has no provisioning"];
  const directory = join(provisioning, "alerting");
  const texts = readdirSync(directory).map((file) => readFileSync(join(directory, file), "utf8"));
  const wanted = texts.flatMap((text) =>
    [...text.matchAll(/\$\{(TIDEMARK_\w+)\}/gu)].map(([, variable = ""]) => variable),
  );
  return [...new Set(wanted)]
    .filter((variable) => !(variable in environment))
    .map((variable) => `${variable} is not given`);
}

function problems(name: string, service: Service): readonly string[] {
  return [
    ...imageProblems(service),
    ...portProblems(service),
    ...secretProblems(service),
    ...mountProblems(service),
    ...(name === "grafana" ? grafanaProblems(service) : []),
    ...(service.restart === undefined ? ["has no restart policy"] : []),
    // The collector's health check is in its Dockerfile.
    ...(service.healthcheck === undefined && service.build === undefined && !withoutHealthCheck.has(name)
      ? ["has no health check"]
      : []),
  ].map((problem) => `${name}: ${problem}`);
}

const [path = "", shape = ""] = process.argv.slice(2);
const model: { readonly services: Readonly<Record<string, Service>> } = JSON.parse(readFileSync(path, "utf8"));
const expected = ["clickhouse", "collector", "grafana", "nats", "nats-2", "nats-3", "otel"];
const found = Object.entries(model.services).flatMap(([name, service]) => problems(name, service));
const missing = expected.filter((name) => !(name in model.services)).map((name) => `${name}: missing`);
const servers = model.services["collector"]?.environment?.["TIDEMARK_NATS_URL"]?.split(",").length ?? 0;
const size = servers === (shape === "cluster" ? 3 : 1) ? [] : [`collector: knows ${servers} NATS servers as ${shape}`];
for (const problem of [...found, ...missing, ...size]) console.error(problem);
console.log(`docker-compose.yml (${shape}): ${Object.keys(model.services).length} services`);
process.exitCode = found.length + missing.length + size.length === 0 ? 0 : 1;
