import { glob, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import { naming } from "#agent/contract/naming.ts";
import { quoteString } from "#store/sql-text.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

/** Files to be profiled as one dataset. */
export interface ProfiledPath {
  readonly dataset: DatasetName;
  /** The engine's name of the format. */
  readonly format: string;
  /** For a FROM clause. Holds secrets, so it is not to be shown. */
  readonly from: string;
  /** What must not be in a message. */
  readonly secrets: readonly string[];
}

/** Of the engine, by the endings of names. */
const formats: Readonly<Record<string, string>> = {
  parquet: "Parquet",
  orc: "ORC",
  avro: "Avro",
  csv: "CSVWithNames",
  tsv: "TSVWithNames",
  ndjson: "JSONEachRow",
  jsonl: "JSONEachRow",
};

/** @throws Failure for files that are not there, and for those of no known format. */
export async function profiledPath(
  path: string,
  said: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProfiledPath> {
  const ending = /\.(\w+)(?:\.(?:gz|zst|xz|bz2))?$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const wanted = said ?? ending;
  const format = Object.hasOwn(formats, wanted) ? formats[wanted] : undefined;
  if (format === undefined)
    throw new Failure(`${path}: give --format, one of ${Object.keys(formats).join(", ")}`, exitCodes.usage);
  return path.startsWith("s3://") ? inBucket(path, format, env) : onDisk(path, format);
}

async function onDisk(path: string, format: string): Promise<ProfiledPath> {
  const whole = resolve(path);
  let isThere = false;
  for await (const found of glob(whole)) {
    const { isFile } = await stat(found).then(
      (stats) => ({ isFile: stats.isFile() }),
      () => ({ isFile: false }),
    );
    if (!isFile) throw new Failure(`${found}: it is no file; for those of a directory say ${found}/*.parquet`);
    isThere = true;
  }
  if (!isThere) throw new Failure(`${path}: there is no such file`);
  return {
    dataset: naming.localFile({ path: withoutPattern(whole) }),
    format,
    from: `file(${quoteString(whole)}, ${quoteString(format)})`,
    secrets: [],
  };
}

const bucketPath = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]+)\/(?<key>.+)$/;

/** Credentials as AWS' own tools find them in the environment; without them as anybody. */
function inBucket(path: string, format: string, env: Readonly<Record<string, string | undefined>>): ProfiledPath {
  const { bucket, key } = bucketPath.exec(path)?.groups ?? {};
  if (bucket === undefined || key === undefined)
    throw new Failure(`${path}: such as s3://bucket/path/*.parquet`, exitCodes.usage);
  const region = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1";
  const endpoint = env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"];
  const base =
    endpoint === undefined
      ? `https://${bucket}.s3.${region}.amazonaws.com`
      : `${endpoint.replace(/\/$/, "")}/${bucket}`;
  const secrets = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], env["AWS_SESSION_TOKEN"]].filter(
    (secret): secret is string => secret !== undefined && secret !== "",
  );
  const access = secrets.length >= 2 ? secrets.map(quoteString).join(", ") : "NOSIGN";
  return {
    dataset: naming.s3({ bucket, key: withoutPattern(key) }),
    format,
    from: `s3(${quoteString(`${base}/${key}`)}, ${access}, ${quoteString(format)})`,
    secrets,
  };
}

/** Files by a pattern are the dataset that is their directory. */
function withoutPattern(path: string): string {
  const parts = path.split("/");
  const first = parts.findIndex((part) => /[*?{[]/.test(part));
  return first === -1 ? path : parts.slice(0, first).join("/") || "/";
}
