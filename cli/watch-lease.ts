import type { Lent } from "#collector/beside.ts";
import type { Config } from "#collector/config/config.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { soleLease } from "#alerts/watcher/lease.ts";
import type { Lease } from "#alerts/watcher/lease.ts";
import { openNatsLease } from "#alerts/watcher/nats-lease.ts";

const ttlMs = 30_000;

/**
 * Who of several collectors judges and tells. Collectors share a ClickHouse server, and then NATS says which; an embedded store is
 * one process's, since its directory is locked.
 */
export async function watchLease(
  { natsStream, natsReplicas }: Config,
  { store, nats: connection }: Lent,
  logger: Logger,
  onHeld: () => void,
): Promise<Lease> {
  if (store.kind === "embedded") return soleLease();
  if (connection === undefined) {
    logger.warn(
      "without NATS nothing says which of several collectors tells people: set TIDEMARK_ALERTS=off on all but one",
    );
    return soleLease();
  }
  return openNatsLease({
    connection,
    bucket: "TIDEMARK_LEASES",
    // A stream stands for an installation; its name may have what a key may not.
    key: `watcher.${natsStream.replaceAll(/[^\w=-]/g, "_")}`,
    replicas: natsReplicas,
    ttlMs,
    onChange(isHeld) {
      logger.info(isHeld ? "this collector judges and tells now" : "another collector may judge and tell now");
      if (isHeld) onHeld();
    },
    onProblem: (error) => logger.warn({ err: error }, "NATS does not say which collector tells; it is asked again"),
  });
}
