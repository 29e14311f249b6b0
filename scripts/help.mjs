/** What `npm start -- --help` prints. Plain text, so that it needs neither packages nor a build. */
export const usage = `npm start -- [options]

  --ephemeral                keep the state in a temporary folder that is removed at the end
  --state=<folder>           keep the state there instead of in .tenure/
  --ports=free               choose free ports for everything
  --temporal=postgres        the full Temporal server, on PostgreSQL, instead of the one for development; without web UI
  --people=prove             whoever acts for a person brings a token of the identity provider; else naming the person is enough
  --api-port=<port>          the API, else API_PORT, else 3000
  --temporal-port=<port>     Temporal, else TEMPORAL_PORT, else 7233
  --temporal-ui-port=<port>  Temporal's web UI, else TEMPORAL_UI_PORT, else 8233
  --postgres-port=<port>     PostgreSQL, else POSTGRES_PORT, else 5433
  --simulator-port=<port>    the simulator of providers, else SIMULATOR_PORT, else 3100
  --worker-port=<port>       the worker's health page, else WORKER_PORT, else 3001

DATABASE_URL (the owner's; or the application's, with OWNER_DATABASE_URL), TEMPORAL_ADDRESS and PROVIDERS_URL
name servers to use instead of starting one.`;
