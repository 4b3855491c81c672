import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The role of queries from outside; see `engine-session.ts`. */
export const readerRole = "tidemark_reader";

export interface EngineLimits {
  /** Hard limit of the engine's memory; queries that would pass it fail, the process lives on. */
  readonly memoryBytes: number;
  readonly markCacheBytes: number;
}

export const defaultEngineLimits: EngineLimits = { memoryBytes: 3 * 1024 ** 3, markCacheBytes: 64 * 1024 ** 2 };

/**
 * Writes the engine's configuration into the directory and returns the path of the main file.
 *
 * Without it the engine takes 90 % of the machine's memory and 5 GB for each of its caches.
 */
export function writeEngineConfig(path: string, limits: EngineLimits): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const users = join(path, "users.xml");
  const config = join(path, "config.xml");
  writeFileSync(users, usersXml(), { mode: 0o600 });
  writeFileSync(config, configXml(users, limits), { mode: 0o600 });
  return config;
}

function configXml(users: string, limits: EngineLimits): string {
  const smallCache = Math.floor(limits.markCacheBytes / 4);
  const settings = {
    users_config: users,
    max_server_memory_usage: limits.memoryBytes,
    mark_cache_size: limits.markCacheBytes,
    primary_index_cache_size: limits.markCacheBytes,
    index_mark_cache_size: smallCache,
    query_condition_cache_size: smallCache,
    compiled_expression_cache_size: smallCache,
    uncompressed_cache_size: 0,
    background_pool_size: 2,
    background_merges_mutations_concurrency_ratio: 1,
    background_schedule_pool_size: 2,
    background_common_pool_size: 1,
    background_move_pool_size: 1,
    background_fetches_pool_size: 1,
  };
  return clickhouseXml(
    Object.entries(settings).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`),
  );
}

/**
 * The engine knows one user, who holds two roles. A session that has set its role to the reader's
 * may read the tables of this product and nothing else: no `file()`, `url()`, `s3()` …
 */
function usersXml(): string {
  return clickhouseXml([
    // The zone of the host must not show in answers.
    "<profiles><default><async_insert>0</async_insert><session_timezone>UTC</session_timezone></default></profiles>",
    "<quotas><default></default></quotas>",
    "<roles>",
    "<tidemark_owner><grants><query>GRANT ALL ON *.*</query></grants></tidemark_owner>",
    `<${readerRole}><grants><query>GRANT SELECT, SHOW ON tidemark.*</query><query>GRANT SELECT ON tidemark_derived.*</query></grants></${readerRole}>`,
    "</roles>",
    "<users><default><password></password><networks><ip>::/0</ip></networks>",
    "<profile>default</profile><quota>default</quota>",
    `<grants><query>GRANT tidemark_owner, ${readerRole}</query></grants>`,
    "</default></users>",
  ]);
}

function clickhouseXml(lines: readonly string[]): string {
  return `<clickhouse>\n${lines.join("\n")}\n</clickhouse>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
