import { createServer } from "node:net";

export interface Port {
  readonly port: number;
  /** The one that was wanted, where something else listens on it. */
  readonly insteadOf: number | undefined;
}

/** The wanted port if nothing listens on it on this machine, else any free one. */
export async function freePort(wanted: number): Promise<Port> {
  if (await listens(wanted)) return { port: wanted, insteadOf: undefined };
  const other = await listens(0);
  if (other === undefined) throw new Error("no free port on 127.0.0.1");
  return { port: other, insteadOf: wanted };
}

/** The port, if one can listen there. */
function listens(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
