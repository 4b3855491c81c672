package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Reads through ClickHouse's HTTP interface at the address given, as Grafana's data source does, and prints what it saw.
func main() {
	method := clickhouse.CompressionNone
	if os.Getenv("COMPRESSION") == "gzip" {
		method = clickhouse.CompressionGZIP
	}
	conn, err := clickhouse.Open(&clickhouse.Options{
		Protocol:    clickhouse.HTTP,
		Addr:        []string{os.Args[1]},
		Auth:        clickhouse.Auth{Database: "tidemark", Username: "grafana", Password: os.Getenv("KEY")},
		Compression: &clickhouse.Compression{Method: method, Level: 1},
		DialTimeout: 10 * time.Second,
		Settings:    clickhouse.Settings{"max_execution_time": 30},
	})
	must(err)
	ctx := context.Background()
	must(conn.Ping(ctx))
	version, err := conn.ServerVersion()
	must(err)

	var events uint64
	must(conn.QueryRow(ctx, "SELECT count() FROM tidemark.events FINAL").Scan(&events))

	rows, err := conn.Query(ctx, "SELECT event_time, kind, nominal_end, `datasets.name`, `datasets.rows` FROM tidemark.events FINAL WHERE kind = {kind:String} ORDER BY event_time LIMIT 3", clickhouse.Named("kind", "run"))
	must(err)
	read := []any{}
	for rows.Next() {
		var at time.Time
		var kind string
		var end *time.Time
		var names []string
		var counts []*int64
		must(rows.Scan(&at, &kind, &end, &names, &counts))
		read = append(read, []any{at.UTC().Format(time.RFC3339Nano), kind, end, names, counts})
	}
	must(rows.Err())

	big, err := conn.Query(ctx, "SELECT number, toString(number) FROM numbers(500000)")
	must(err)
	var total uint64
	for big.Next() {
		var n uint64
		var s string
		must(big.Scan(&n, &s))
		total += n
	}
	must(big.Err())

	refused := conn.Exec(ctx, "DROP TABLE tidemark.events")
	empty, err := conn.Query(ctx, "SELECT event_id FROM tidemark.events WHERE kind = 'none'")
	must(err)
	emptyRows := 0
	for empty.Next() {
		emptyRows++
	}
	must(empty.Err())
	half, err := conn.Query(ctx, "SELECT number, throwIf(number = 400000) FROM numbers(500000)")
	must(err)
	for half.Next() {
	}
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"version": version.Version.String(), "displayName": version.DisplayName, "timezone": version.Timezone.String(),
		"events": events, "rows": read, "total": total, "empty": emptyRows, "refused": fmt.Sprint(refused), "halfway": fmt.Sprint(half.Err()),
	}))
}
