import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import { startServer } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Workplace } from "./workplace.ts";

/** AWS on 127.0.0.1, by moto. */
export interface EmulatedAws extends ServerProcess {
  readonly port: number;
  /** What AWS's clients are told by. */
  readonly env: Readonly<Record<string, string>>;
}

/** The producer's `server.py`, over TLS. */
export async function startEmulatedAws({ bin, directory, program }: Workplace): Promise<EmulatedAws> {
  const { port } = await freePort(5443);
  const request = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=localhost";
  await program("openssl", [...request.split(" "), "-addext", "subjectAltName=IP:127.0.0.1"]);
  const args = ["server.py", String(port), "cert.pem", "key.pem"];
  const server = await startServer(join(bin, "python"), args, { directory, port });
  const certificate = join(directory, "cert.pem");
  const env = {
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CA_BUNDLE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
  };
  return { ...server, port, env };
}
