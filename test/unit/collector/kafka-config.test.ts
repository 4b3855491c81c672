import { expect, test } from "vitest";
import { parseConfig } from "#collector/config/config.ts";
import { parseKafkaAccess } from "#collector/config/kafka-config.ts";

const readText = (path: string): string => {
  if (path === "/none") throw new Error("ENOENT");
  return `text of ${path}\n`;
};
const parse = (env: Readonly<Record<string, string>>) => parseKafkaAccess(env, readText);

test("without any it is neither user nor TLS", () => {
  expect(parse({})).toEqual({ kind: "ok", access: {} });
});

test("a user with a password of a file, certificates of files", () => {
  const env = {
    TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    TIDEMARK_KAFKA_USER: "bridge",
    TIDEMARK_KAFKA_PASSWORD_FILE: "/password",
    TIDEMARK_KAFKA_TLS_CA_FILE: "/ca",
  };
  expect(parse(env)).toEqual({
    kind: "ok",
    access: {
      sasl: { mechanism: "SCRAM-SHA-512", username: "bridge", password: "text of /password" },
      tls: { ca: "text of /ca" },
    },
  });
  expect(parseConfig(env, readText)).toMatchObject({ kind: "ok", warnings: [] });
});

test("TLS with the authorities of the machine; PLAIN where nothing else is said", () => {
  const env = { TIDEMARK_KAFKA_TLS: "true", TIDEMARK_KAFKA_USER: "u", TIDEMARK_KAFKA_PASSWORD: "p" };
  expect(parse(env)).toEqual({
    kind: "ok",
    access: { sasl: { mechanism: "PLAIN", username: "u", password: "p" }, tls: {} },
  });
});

test.each([
  [{ TIDEMARK_KAFKA_USER: "u" }, "TIDEMARK_KAFKA_USER needs TIDEMARK_KAFKA_PASSWORD"],
  [{ TIDEMARK_KAFKA_PASSWORD: "p" }, "TIDEMARK_KAFKA_USER is missing"],
  [{ TIDEMARK_KAFKA_TLS_CA_FILE: "/none" }, "TIDEMARK_KAFKA_TLS_CA_FILE: cannot be read: ENOENT"],
  [{ TIDEMARK_KAFKA_SASL_MECHANISM: "GSSAPI" }, "TIDEMARK_KAFKA_SASL_MECHANISM: expected"],
])("%o is told", (env, problem) => {
  expect(parse(env)).toMatchObject({ kind: "invalid", problems: [expect.stringContaining(problem)] });
});
