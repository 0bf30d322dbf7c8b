# syntax=docker/dockerfile:1
# The pipeline server, for amd64 and arm64: docker buildx build --platform linux/amd64,linux/arm64 .
# No package's install script is run, and nothing is compiled: native parts come as packages for glibc.

FROM --platform=$BUILDPLATFORM node:24.22.1-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY pipeline-server ./pipeline-server
COPY filters ./filters
COPY tools ./tools
COPY knowledge ./knowledge
COPY bench ./bench
RUN npm run --silent build && rm -rf dist/bench

FROM --platform=$BUILDPLATFORM node:24.22.1-bookworm-slim AS modules
ARG TARGETARCH
WORKDIR /modules
COPY package.json package-lock.json .npmrc ./
# npm calls amd64 x64; without these options it would take the builder's own processor.
RUN cpu="$TARGETARCH"; if [ "$cpu" = amd64 ]; then cpu=x64; fi; \
    npm ci --ignore-scripts --omit=dev --os=linux --libc=glibc --cpu="$cpu"

FROM node:24.22.1-bookworm-slim
LABEL org.opencontainers.image.title="xOps for Open WebUI" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
# The server needs neither npm nor yarn. /data belongs to its user, and so does a volume that is mounted there first.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
    && mkdir /data && chown 1000:1000 /data
COPY --from=modules /modules/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY knowledge ./knowledge
COPY compose/open-webui/functions ./compose/open-webui/functions
ENV NODE_ENV=production HOST=0.0.0.0 PORT=9099 DATA_DIR=/data PIPELINES_DIR=/data/pipelines
VOLUME /data
EXPOSE 9099
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/pipeline-server/cli/main.js"]
CMD ["serve"]
