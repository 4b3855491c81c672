import { basename } from "node:path";
import { parseArgs } from "node:util";

export interface RunArguments {
  readonly kind: "run";
  readonly job: string;
  readonly namespace: string | undefined;
  readonly description: string | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  readonly url: string | undefined;
  readonly timeoutMs: number;
  readonly command: string;
  readonly commandArguments: readonly string[];
}

export type ParsedRun = RunArguments | { readonly kind: "help" } | { readonly kind: "usage"; readonly problem: string };

export const runHelp = `Usage: tidemark run [options] -- COMMAND [ARGUMENT…]

Runs a command as a run of a job: START before it, COMPLETE or FAIL after it, ABORT when it is
interrupted. Its exit code, its signals and its output are passed on. Runs that it reports itself
become children of this one (OPENLINEAGE_PARENT_ID).

Options:
  --job NAME           name of the job (default: name of the command)
  --namespace NAME     namespace of the job (default: OPENLINEAGE_NAMESPACE, else "default")
  --input DATASET      a dataset it reads, such as s3://lake/orders.csv; may be repeated
  --output DATASET     a dataset it writes, such as postgres://db:5432/shop.public.orders; may be repeated
  --description TEXT   what the job does
  --owner NAME         who owns the job, such as team:data; may be repeated
  --tag TAG            a tag of the run; may be repeated
  --url URL            where to send: nats://… or http://… (default: OpenLineage configuration)
  --timeout SECONDS    how long to wait at the end for confirmation (default 5); what is not
                       confirmed then is sent by the next start
  --help               this text
`;

const options = {
  job: { type: "string" },
  namespace: { type: "string" },
  description: { type: "string" },
  input: { type: "string", multiple: true },
  output: { type: "string", multiple: true },
  owner: { type: "string", multiple: true },
  tag: { type: "string", multiple: true },
  url: { type: "string" },
  timeout: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export function parseRun(argv: readonly string[]): ParsedRun {
  const separator = argv.indexOf("--");
  const own = separator < 0 ? argv : argv.slice(0, separator);
  const [command, ...commandArguments] = separator < 0 ? [] : argv.slice(separator + 1);
  try {
    const { values } = parseArgs({ args: [...own], options, allowPositionals: false });
    if (values.help) return { kind: "help" };
    if (command === undefined) return { kind: "usage", problem: "the command goes behind --" };
    const seconds = Number(values.timeout ?? 5);
    if (!(seconds >= 0)) return { kind: "usage", problem: "--timeout is a number of seconds" };
    return {
      kind: "run",
      job: values.job ?? basename(command),
      namespace: values.namespace,
      description: values.description,
      inputs: values.input ?? [],
      outputs: values.output ?? [],
      owners: values.owner ?? [],
      tags: values.tag ?? [],
      url: values.url,
      timeoutMs: seconds * 1000,
      command,
      commandArguments,
    };
  } catch (error) {
    return { kind: "usage", problem: error instanceof Error ? error.message : String(error) };
  }
}
