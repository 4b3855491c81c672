import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { quoteString } from "../sql-text.ts";
import { loadAnalyser, loadChdb } from "./chdb.ts";
import type { Chdb, ChdbAnalyser, ChdbSession } from "./chdb.ts";
import { DirectoryInUseError, lockDirectory } from "./directory-lock.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import { once, piecesOf, resumed } from "./engine-answer.ts";
import { writeEngineConfig } from "./engine-config.ts";
import type { EngineLimits } from "./engine-config.ts";
import { statement } from "./engine-query.ts";
import type { EngineAnswer, EngineQuery } from "./engine-query.ts";
import { preludeOf } from "./engine-session.ts";

/** What the engine's own parser says of a text. */
export interface SqlAnalysis {
  readonly statements: number;
  /** SELECT, SHOW, DESCRIBE, EXPLAIN … without INTO OUTFILE; `system.*` and table functions are not judged. */
  readonly readsOnly: boolean;
}

/**
 * The ClickHouse engine in this process, on one directory.
 *
 * Each statement gets a session of its own (about a millisecond): settings, roles and parameters
 * stick to a session, and parallel statements on one session would see each other's. `chdb/connection`
 * shares one session, and queues all parameterised queries of a process one behind the other.
 */
export class EmbeddedEngine {
  readonly path: string;
  readonly #chdb: Chdb;
  /** Keeps the engine up between statements, with the arguments it was started with. */
  readonly #anchor: ChdbSession;
  readonly #lock: DirectoryLock;
  readonly #analyser: ChdbAnalyser;
  /** The answers that are still being read: the tag of the statement, and what ends it. */
  readonly #streams = new Map<string, () => void>();
  #closing: Promise<void> | undefined;

  private constructor(path: string, chdb: Chdb, anchor: ChdbSession, analyser: ChdbAnalyser, lock: DirectoryLock) {
    this.path = path;
    this.#chdb = chdb;
    this.#anchor = anchor;
    this.#analyser = analyser;
    this.#lock = lock;
  }

  /** @throws DirectoryInUseError when another process has the directory. */
  static async open(directory: string, limits: EngineLimits): Promise<EmbeddedEngine> {
    const chdb = await loadChdb();
    const analyser = await loadAnalyser();
    const lock = lockDirectory(directory);
    try {
      const path = join(directory, "clickhouse");
      const config = writeEngineConfig(directory, limits);
      const anchor = openSession(chdb, path, config);
      await analyser.start({ dataPath: path, backupsAllowedPath: join(directory, "backups") });
      return new EmbeddedEngine(path, chdb, anchor, analyser, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Rejects with the engine's message (`Code: N. DB::Exception: …`) before the first piece, or while pieces are read. */
  async query(query: EngineQuery): Promise<EngineAnswer> {
    if (this.#closing !== undefined) throw new Error("The embedded engine is closed");
    const session = new this.#chdb.Session(this.path);
    const tag = randomUUID();
    try {
      const prelude = preludeOf(query, tag);
      if (prelude !== "") await session.queryAsync(prelude, { format: "Null" });
      query.signal?.throwIfAborted();
      const stop = this.#killOnAbort(query.signal, tag);
      return query.stream ? await this.#stream(session, query, tag, stop) : await this.#whole(session, query, stop);
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Runs a statement for its effect. */
  async run(sql: string): Promise<void> {
    await this.query(statement(sql));
  }

  async analyse(sql: string): Promise<SqlAnalysis> {
    const { statementCount, queryClass } = await this.#analyser.analyze(sql, "tidemark");
    return { statements: statementCount, readsOnly: queryClass === 0 };
  }

  /** Waits for statements that run; streams that nobody reads on are cut. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    for (const [tag, end] of this.#streams) {
      await this.#killOnce(tag);
      end();
    }
    await this.#analyser.close();
    await this.#chdb.drainPending();
    this.#anchor.close();
    await this.#chdb.drainPending();
    this.#lock.release();
  }

  async #whole(session: ChdbSession, query: EngineQuery, stop: () => void): Promise<EngineAnswer> {
    try {
      const result = await session.queryAsync(query.sql, { format: query.format });
      return { chunks: once(result.bytes()), rows: result.rowsRead };
    } finally {
      stop();
      session.close();
    }
  }

  async #stream(session: ChdbSession, query: EngineQuery, tag: string, stop: () => void): Promise<EngineAnswer> {
    const stream = session.queryStream(query.sql, { format: query.format });
    const end = (): void => {
      stop();
      this.#streams.delete(tag);
      session.close();
    };
    this.#streams.set(tag, end);
    const pieces = piecesOf(stream, end);
    // The first piece is fetched here, so that a statement that fails at once fails the query and
    // not its answer.
    const first = await pieces.next();
    return { chunks: resumed(first, pieces), rows: undefined };
  }

  #killOnAbort(signal: AbortSignal | undefined, tag: string): () => void {
    if (signal === undefined) return () => undefined;
    const done = new AbortController();
    const onAbort = (): void => void this.#kill(tag, done.signal);
    signal.addEventListener("abort", onAbort, { once: true });
    return () => {
      done.abort();
      signal.removeEventListener("abort", onAbort);
    };
  }

  /** Repeated until the statement has ended: it may not have started when it is first asked for. */
  async #kill(tag: string, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      await this.#killOnce(tag);
      await delay(100);
    }
  }

  /** On the anchor, which is there until the last statement has ended, while the engine closes too. */
  async #killOnce(tag: string): Promise<void> {
    const query = `KILL QUERY WHERE Settings['log_comment'] = ${quoteString(tag)} ASYNC`;
    // One that fails leaves the statement to its time limit, and there is nobody to tell.
    await this.#anchor.queryAsync(query, { format: "Null" }).catch(() => undefined);
  }
}

function openSession(chdb: Chdb, path: string, config: string): ChdbSession {
  try {
    return new chdb.Session(path, { connectionArgs: [`--config-file=${config}`] });
  } catch (cause) {
    // The engine tells its reason on stderr only. What it can be at this point is its flock.
    throw new DirectoryInUseError(path, undefined, { cause });
  }
}
