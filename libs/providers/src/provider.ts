import { type Connection, ProviderClient } from './provider-client';

/**
 * An outside system that acts for Tenure: its port, and its HTTP adapter. One file each, registered in `providers.ts`.
 */
export interface Provider<Port> {
  /** Names its folder in the configuration, and its callbacks in their path. */
  name: string;
  /** True if it may call Tenure back about accepted calls: then it shares a secret with Tenure. */
  callsBack: boolean;
  /** Not every installation has it. Where it has no folder, its calls wait until it has one, and its callbacks are refused. */
  optional?: true;
  connect(client: ProviderClient): Port;
}

/** The port of a provider, served over HTTP. */
export const connect = <Port>({ name, connect: serve }: Provider<Port>, connection: Connection): Port =>
  serve(new ProviderClient(name, connection));
