import { describe, expect, test } from "vitest";
import type { Dialect } from "#sql/dialect.ts";
import { readLineage } from "#sql/read-lineage.ts";

/** `INSERT y, z -> x` and a line for each column, as a person would note them. */
function told(sql: string, dialect: Dialect = "postgresql"): readonly string[] {
  const { statements, problems } = readLineage(sql, dialect);
  const lines = statements.flatMap(({ statement, inputs, output, columns }) => [
    `${statement} ${inputs.map((table) => table.join(".")).join(", ")} -> ${output?.join(".") ?? ""}`,
    ...columns.map(
      ({ source, sourceField, targetField, type, subtype }) =>
        `${source.join(".")}/${sourceField} ${targetField} ${type === "INDIRECT" ? "decides " : ""}${subtype}`,
    ),
  ]);
  return [...lines, ...problems];
}

describe("statements", () => {
  test("an INSERT from common table expressions, joins, filters and groups, into named columns", () => {
    const sql = `
      WITH big AS (SELECT o.id, o.amount * 2 AS twice FROM shop.Orders o JOIN customers c ON o.customer = c.id WHERE c.country = 'x')
      INSERT INTO revenue (k, total) SELECT id, sum(twice) FROM big GROUP BY id`;
    expect(told(sql)).toEqual([
      "INSERT customers, shop.orders -> revenue",
      "customers/country  decides FILTER",
      "customers/id  decides JOIN",
      "shop.orders/amount total AGGREGATION",
      "shop.orders/customer  decides JOIN",
      "shop.orders/id  decides GROUP_BY",
      "shop.orders/id k ",
    ]);
  });

  test("a MERGE, by the columns of each of its branches", () => {
    const sql = `
      MERGE INTO s.x t USING y s ON t.id = s.id
      WHEN MATCHED AND s.late THEN UPDATE SET a = s.a + 1
      WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.b)
      WHEN MATCHED THEN DELETE`;
    expect(told(sql)).toEqual([
      "MERGE y -> s.x",
      "y/a a TRANSFORMATION",
      "y/b a IDENTITY",
      "y/id  decides JOIN",
      "y/id id IDENTITY",
      "y/late  decides FILTER",
    ]);
    const whole = "MERGE INTO x USING y ON x.i = y.i WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *";
    expect(told(whole, "databricks")).toEqual(["MERGE y -> x", "y/  IDENTITY"]);
  });

  test("an UPDATE and a DELETE, by what they read of other tables", () => {
    const update = ["UPDATE y -> x", "y/b a TRANSFORMATION", "y/id  decides FILTER"];
    expect(told("UPDATE x SET a = y.b + x.c FROM y WHERE y.id = x.id")).toEqual(update);
    expect(told("UPDATE x t JOIN y ON y.id = t.id SET t.a = y.b", "mysql")).toEqual([
      "UPDATE y -> x",
      "y/b a IDENTITY",
      "y/id  decides JOIN",
    ]);
    expect(told("DELETE FROM x WHERE id IN (SELECT id FROM y)")).toEqual(["DELETE y -> x", "y/id  decides FILTER"]);
    expect(told("DELETE FROM x USING z WHERE z.i = x.i")).toEqual(["DELETE z -> x", "z/i  decides FILTER"]);
  });

  test("tables and views that are made from a query", () => {
    expect(told('CREATE TABLE "My".x AS SELECT * FROM Y', "snowflake")).toEqual([
      "CREATE TABLE Y -> My.X",
      "Y/  IDENTITY",
    ]);
    expect(told("CREATE TABLE x CLONE y", "snowflake")).toEqual(["CREATE TABLE Y -> X", "Y/  IDENTITY"]);
    expect(told("CREATE VIEW v (a, b) AS SELECT 1, q FROM z")).toEqual(["CREATE VIEW z -> v", "z/q b IDENTITY"]);
    expect(told("CREATE MATERIALIZED VIEW v TO t AS SELECT max(c) AS c FROM z", "clickhouse")).toEqual([
      "CREATE MATERIALIZED VIEW z -> t",
      "z/c c AGGREGATION",
    ]);
    expect(told("SELECT a INTO n FROM y", "tsql")).toEqual(["SELECT INTO y -> n", "y/a a IDENTITY"]);
    expect(told("INSERT OVERWRITE TABLE x PARTITION (dt = '1') SELECT a FROM y", "spark")).toEqual([
      "INSERT y -> x",
      "y/a a IDENTITY",
    ]);
  });

  test("BigQuery's names in one pair of backticks, and the branches of a union", () => {
    const sql = "CREATE TABLE d.x AS SELECT a FROM `p.d.t` UNION ALL SELECT b FROM `p-1.d.u`";
    expect(told(sql, "bigquery")).toEqual(["CREATE TABLE p.d.t, p-1.d.u -> d.x", "p.d.t/a a ", "p-1.d.u/b a "]);
  });

  test("a temporary table that a SELECT makes is one, too", () => {
    expect(told("SELECT a INTO TEMP q FROM src; INSERT INTO tgt SELECT a FROM q")).toEqual([
      "INSERT src -> tgt",
      "src/a a IDENTITY",
    ]);
  });

  test("a script is read through its temporary tables", () => {
    const sql = `
      CREATE TEMP TABLE q AS SELECT a, b + 1 AS c FROM src WHERE k;
      CREATE TEMP TABLE r AS SELECT * FROM q;
      INSERT INTO tgt SELECT c AS d, a FROM r WHERE a > 1;
      DROP TABLE q`;
    expect(told(sql)).toEqual([
      "INSERT src -> tgt",
      "src/a  decides FILTER",
      "src/a a IDENTITY",
      "src/b d TRANSFORMATION",
      "src/k  decides FILTER",
    ]);
  });
});

describe("what is not known is not told", () => {
  test("a column that could be of either table, and the columns behind a star", () => {
    expect(told("INSERT INTO x SELECT a, y.b FROM y JOIN z USING (k)")).toEqual([
      "INSERT y, z -> x",
      "y/b b IDENTITY",
      "y/k  decides JOIN",
      "z/k  decides JOIN",
    ]);
    expect(told("INSERT INTO x (a, b) SELECT y.*, y.c FROM y")).toEqual(["INSERT y -> x", "y/  IDENTITY"]);
    expect(told("INSERT INTO x SELECT * FROM (SELECT a FROM y) q")).toEqual(["INSERT y -> x"]);
  });

  test("statements that cannot be read are named, those that move no data are not", () => {
    expect(told("INSERT INTO x VALUES (1); DROP TABLE y; SET a = 1; GRANT SELECT ON x TO y; VACUUM")).toEqual([]);
    expect(told("OPTIMIZE TABLE x FINAL", "clickhouse")).toEqual([]);
    expect(told("CALL f(); INSERT INTO x SELECT a FROM y; COPY x FROM 's3://a'")).toEqual([
      "INSERT y -> x",
      "y/a a IDENTITY",
      "CALL: what it reads and writes cannot be told from its text",
      "COPY: what it reads and writes cannot be told from its text",
    ]);
    expect(told("VACUUM; INSERT INTO x SELECT a FROM y")).toEqual([
      "VACUUM: what it reads and writes cannot be told from its text",
    ]);
  });

  test("what is no SQL is told by its place, never by its text", () => {
    expect(told("SELECT 'Ada Lovelace' FROM {{ ref('x') }}")).toEqual([
      "it is no postgresql SQL from line 1, column 30",
    ]);
    expect(told(`SELECT ${"(".repeat(5000)}`)[0]).toMatch(/^it is no postgresql SQL from line 1/);
    expect(told("selec a")).toEqual(["what is no statement: what it reads and writes cannot be told from its text"]);
    expect(told("")).toEqual([]);
  });
});
