"""Orders of a day into a mart, checked; and an asset that cannot be made."""

import dagster as dg

days = dg.DailyPartitionsDefinition(start_date="2026-01-30")


@dg.asset(partitions_def=days)
def raw_orders() -> dg.MaterializeResult:
    schema = dg.TableSchema(columns=[dg.TableColumn("id", "int"), dg.TableColumn("total", "double")])
    return dg.MaterializeResult(metadata={"dagster/column_schema": schema, "dagster/row_count": 3})


@dg.asset(partitions_def=days, deps=[raw_orders])
def revenue() -> dg.MaterializeResult:
    lineage = dg.TableColumnLineage(
        deps_by_column={"revenue": [dg.TableColumnDep(asset_key=dg.AssetKey("raw_orders"), column_name="total")]}
    )
    schema = dg.TableSchema(columns=[dg.TableColumn("revenue", "double")])
    return dg.MaterializeResult(metadata={"dagster/column_schema": schema, "dagster/column_lineage": lineage})


@dg.asset_check(asset=revenue)
def revenue_is_positive() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=revenue)
def revenue_is_complete() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=False, severity=dg.AssetCheckSeverity.WARN, metadata={"expected": 4, "actual": 3}
    )


@dg.asset(partitions_def=days)
def broken() -> None:
    raise ValueError("the source went away")


defs = dg.Definitions(
    assets=[raw_orders, revenue, broken],
    asset_checks=[revenue_is_positive, revenue_is_complete],
)
