"""Orders and customers in DuckDB."""

import duckdb

with duckdb.connect("shop.duckdb") as shop:
    shop.sql("CREATE TABLE orders (id INTEGER, customer_id INTEGER, total DOUBLE, status VARCHAR)")
    shop.sql("INSERT INTO orders VALUES (1, 10, 12.5, 'paid'), (2, 10, 3.25, 'paid'), (3, NULL, 20, 'lost'), (4, 11, 8, 'open')")
    shop.sql("CREATE TABLE customers (id INTEGER, name VARCHAR)")
    shop.sql("INSERT INTO customers VALUES (10, 'Ada')")
