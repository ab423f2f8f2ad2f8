# syntax=docker/dockerfile:1

# Spedy's image: docs/containers.md explains it, and test/deployment/image.test.ts runs every instruction.

# The version of the npm package "node" in package.json.
ARG NODE_VERSION=24.21.0

# Makes the package that npm would publish, with the development tools.
FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
RUN mkdir /package && npm pack --pack-destination /package

# Installs the package, with the packages that it needs at run time as they are locked in it.
FROM node:${NODE_VERSION}-bookworm-slim AS program
COPY --from=build /package /package
RUN --mount=type=cache,target=/root/.npm npm install --global --prefix /install --ignore-scripts --no-audit --no-fund /package/*.tgz
COPY ops/containers/healthcheck.js ops/containers/compile.sh /install/lib/node_modules/spedy/ops/containers/

# Debian and Node, without npm and without anything that builds.
FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Spedy" \
      org.opencontainers.image.description="Self-hosted authentication for multi-tenant products" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=program /usr/local/bin/node /usr/local/bin/node
COPY --from=program /install/lib/node_modules/spedy /app
RUN groupadd --system --gid 10001 spedy \
 && useradd --system --uid 10001 --gid spedy --home-dir /data --no-create-home --shell /usr/sbin/nologin spedy \
 && install --directory --owner=spedy --group=spedy --mode=0700 /data \
 && ln --symbolic /app/bin/spedy.js /usr/local/bin/spedy
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000
# Starts once and stops, which proves that the image works, and keeps what Node compiled: a start then needs half the
# processor time, also on a read-only file system. The result belongs to root, so the server cannot change its own code.
RUN sh /app/ops/containers/compile.sh
# The default database, sqlite:./data/spedy.db, is in the volume.
WORKDIR /
VOLUME /data
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10m --retries=3 CMD ["node", "/app/ops/containers/healthcheck.js"]
ENTRYPOINT ["spedy"]
CMD ["serve"]
