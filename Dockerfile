# One image for each program, from one build. `docker-compose.yml` runs them; see docs/runbook.md, "Deploying".

FROM node:24.22.3-bookworm-slim AS build
WORKDIR /tenure
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24.22.3-bookworm-slim AS packages
WORKDIR /tenure
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24.22.3-bookworm-slim AS runtime
ARG BUILD_ID=unversioned
ENV NODE_ENV=production TENURE_MODE=production BUILD_ID=$BUILD_ID
WORKDIR /tenure
# A file of the checkout keeps its mode, and under umask 077 that one closes it to the user below.
COPY --chmod=644 package.json ./
COPY --from=packages /tenure/node_modules ./node_modules
COPY --from=build /tenure/dist ./dist
# This user owns no file here: an attacker inside a program cannot change it.
USER node

FROM runtime AS api
ENV API_HOST=0.0.0.0 API_PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/api/src/main.js"]

FROM runtime AS worker
# A new volume takes its owner from here; nothing else in the image is writable.
USER root
RUN install -d -o node -g node /anchors
USER node
ENV WORKER_HOST=0.0.0.0 WORKER_PORT=3001
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3001/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/worker/src/main.js"]
