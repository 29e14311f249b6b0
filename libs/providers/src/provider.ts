import { type Connection, ProviderClient } from './provider-client';

/**
 * An outside system that acts for Tenure: its port, and its HTTP adapter. One file each, registered in `providers.ts`.
 */
export interface Provider<Port> {
  /** Names its folder in the configuration, and its callbacks in their path. */
  name: string;
  /** True if it may call Tenure back about accepted calls: then it shares a secret with Tenure. */
  callsBack: boolean;
  /**
   * Not every installation has it. Where it has no folder, its calls wait until it has one, and its callbacks are
   * refused.
   */
  optional?: true;
  /** Answers in its place where it has no folder: what did so before it had one. */
  standIn?: 'identityRegistry';
  /** What its requests name as `channel`: each may have a provider of its own. */
  channels?: readonly string[];
  /** Where a final refusal says its code: `reason`, unless it speaks a published protocol. */
  refusesBy?: 'code';
  connect(client: ProviderClient): Port;
}

/** The port of a provider, served over HTTP. */
export const connect = <Port>({ name, connect: serve, refusesBy }: Provider<Port>, connection: Connection): Port =>
  serve(new ProviderClient(name, connection, refusesBy));
