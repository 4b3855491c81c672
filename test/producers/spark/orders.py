"""Orders joined with customers into a table, one job that fails, and one whose plan is too large for a message.

usage: orders.py DIRECTORY
"""

import sys

from pyspark.sql import SparkSession, functions as f

spark = SparkSession.builder.appName("orders").getOrCreate()
base = sys.argv[1]
# Of a schema of over 1,000 columns the listener tells no column lineage.
columns = 990

spark.createDataFrame(
    [(1, 10, 12.5), (2, 10, 3.25), (3, 11, 8.0)], "id int, customer_id int, total double"
).write.parquet(f"{base}/orders")
spark.createDataFrame([(10, "Ada"), (11, "Grace")], "id int, name string").write.parquet(f"{base}/customers")

orders = spark.read.schema("id int, customer_id int, total double").parquet(f"{base}/orders")
customers = spark.read.parquet(f"{base}/customers").withColumnRenamed("id", "customer")
revenue = (
    orders.join(customers, orders.customer_id == customers.customer)
    .where(orders.total > 1)
    .groupBy("name")
    .agg(f.sum("total").alias("revenue"))
)
revenue.write.mode("overwrite").parquet(f"{base}/revenue")

try:
    orders.selectExpr("assert_true(total < 10) as fine").write.parquet(f"{base}/broken")
    sys.exit("the job that has to fail did not")
except Exception as error:
    print("fails, as it should:", type(error).__name__)

wide = orders.select("id", *[(f.col("total") * n).alias(f"total_{n}") for n in range(columns)])
wide.where(f.col("total_1") > 0).write.parquet(f"{base}/wide")
spark.stop()
