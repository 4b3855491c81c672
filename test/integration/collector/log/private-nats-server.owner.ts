// A process that owns a private nats-server until it is killed.
import { findNatsServer } from "#collector/log/find-nats-server.ts";
import { startPrivateNatsServer } from "#collector/log/private-nats-server.ts";

const [path, directory = ""] = process.argv.slice(2);
const binary = await findNatsServer({ configured: path });
if (binary === undefined) throw new Error("no nats-server given");
const { pid, url } = await startPrivateNatsServer({ binary, directory });
process.send?.({ pid, url });
