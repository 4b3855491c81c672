"""A verification of three orders, its results and metrics in files, and in a metrics repository. verify.py JAR"""

import json
import os
import sys

os.environ["SPARK_VERSION"] = "3.5"

from pydeequ.checks import Check, CheckLevel
from pydeequ.repository import FileSystemMetricsRepository, ResultKey
from pydeequ.verification import VerificationResult, VerificationSuite
from pyspark.sql import Row, SparkSession

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.jars", sys.argv[1])
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
orders = spark.createDataFrame(
    [
        Row(id=1, total=10.0, status="new"),
        Row(id=2, total=2.5, status="paid"),
        Row(id=3, total=None, status="odd"),
    ]
)
check = (
    Check(spark, CheckLevel.Error, "orders")
    .hasSize(lambda rows: rows >= 3)
    .isComplete("id")
    .isUnique("id")
    .isComplete("total")
    .isContainedIn("status", ["new", "paid"])
)
wish = Check(spark, CheckLevel.Warning, "nice to have").hasMin("total", lambda least: least >= 5)
repository = FileSystemMetricsRepository(spark, "repository.json")
key = ResultKey(spark, 1769817600000, {"dataset": "orders"})
result = (
    VerificationSuite(spark)
    .onData(orders)
    .addCheck(check)
    .addCheck(wish)
    .useRepository(repository)
    .saveOrAppendResult(key)
    .run()
)
for name, found in (
    ("checks.json", VerificationResult.checkResultsAsJson(spark, result)),
    ("metrics.json", VerificationResult.successMetricsAsJson(spark, result)),
):
    with open(name, "w") as file:
        json.dump(found, file)
# Without it the process never ends.
spark.sparkContext._gateway.shutdown_callback_server()
spark.stop()
