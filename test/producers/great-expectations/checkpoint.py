"""The same by a checkpoint, which keeps its results in files; and one that cannot be evaluated."""

import great_expectations as gx
import great_expectations.expectations as gxe
from orders import batch_of_orders, expectations

context = gx.get_context(mode="file")
missing = gxe.ExpectColumnMeanToBeBetween(column="no_such_column", min_value=1)
suite = context.suites.add(gx.ExpectationSuite(name="orders", expectations=[*expectations(), missing]))
definition = gx.ValidationDefinition(name="orders", data=batch_of_orders(context), suite=suite)
checkpoint = gx.Checkpoint(name="orders", validation_definitions=[context.validation_definitions.add(definition)])
context.checkpoints.add(checkpoint).run()
