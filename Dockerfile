# The collector, for a deployment that has NATS and a ClickHouse server: without the embedded engine, which is
# 500 MB, and without any tool. Node runs the TypeScript as it is, so nothing is built.
FROM node:24.21.0-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY agent/package.json agent/
# With the clients of Kinesis, Pub/Sub and Glue, 80 MB. Without them: --build-arg OMIT=optional.
ARG OMIT=dev
RUN npm pkg delete optionalDependencies.chdb optionalDependencies.@duckdb/node-api && \
  npm install --omit=dev --omit="$OMIT" --ignore-scripts

FROM node:24.21.0-slim
ENV NODE_ENV=production \
    TIDEMARK_DATA=/var/lib/tidemark
WORKDIR /app
RUN install -d -o node -g node /var/lib/tidemark
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY agent agent
COPY store store
COPY query query
COPY sql sql
COPY signals signals
COPY alerts alerts
COPY bridges bridges
COPY importers importers
COPY collector collector
COPY cli cli
USER node
EXPOSE 5050
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.TIDEMARK_PORT ?? 5050}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A small young generation: the default costs 100 MB and is no faster here.
CMD ["node", "--max-semi-space-size=8", "cli/main.ts", "up"]
