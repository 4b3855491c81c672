"""Orders in SQLite, and what they have to be."""

import sqlite3

import great_expectations as gx
import great_expectations.expectations as gxe


def batch_of_orders(context: gx.data_context.AbstractDataContext):
    database = "orders.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total REAL, status TEXT)")
        orders = [(1, 12.5, "paid"), (2, 3.25, "paid"), (3, None, "lost")]
        connection.executemany("INSERT OR REPLACE INTO orders VALUES (?, ?, ?)", orders)
    source = context.data_sources.add_sqlite("shop", connection_string=f"sqlite:///{database}")
    return source.add_table_asset("orders", table_name="orders").add_batch_definition_whole_table("all")


def expectations() -> list[gxe.Expectation]:
    return [
        gxe.ExpectColumnValuesToNotBeNull(column="id"),
        gxe.ExpectColumnValuesToNotBeNull(column="total", severity="warning"),
        gxe.ExpectTableRowCountToBeBetween(min_value=5, max_value=10),
        gxe.ExpectColumnValuesToBeInSet(column="status", value_set=["paid", "open"]),
        gxe.ExpectColumnMaxToBeBetween(column="total", min_value=1, max_value=100),
    ]
