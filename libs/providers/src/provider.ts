import { type Connection, ProviderClient } from './provider-client';

/** An outside system that acts for Tenure: its port, and how that is served over HTTP. One file each, registered in `providers.ts`. */
export interface Provider<Port> {
  /** Names its folder in the configuration, and its callbacks in their address. */
  name: string;
  /** Whether it may call Tenure back about calls that it took for later: then it shares a secret with Tenure. */
  callsBack: boolean;
  connect(client: ProviderClient): Port;
}

/** The port of a provider, served over HTTP. */
export const connect = <Port>({ name, connect: serve }: Provider<Port>, connection: Connection): Port =>
  serve(new ProviderClient(name, connection));
