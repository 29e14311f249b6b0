import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const traces = new AsyncLocalStorage<string>();

/** Does the work on this trace: its log lines, its calls to providers and its events name it. Undefined: on none. */
export const onTrace = <T>(trace: string | undefined, work: () => T): T => (trace === undefined ? work() : traces.run(trace, work));

/** Returns the trace of the work that runs now. */
export const currentTrace = (): string | undefined => traces.getStore();

/** Version 00 ends with its flags; a later one may say more behind them. */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|(?<!^00.{53})-)/;

/** Returns the trace id of a W3C `traceparent`; undefined if there is no well-formed one. */
export const traceIn = (header: unknown): string | undefined => (typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined);

export const newTrace = (): string => randomBytes(16).toString('hex');

/** The W3C header of one call on a trace: each call is a span of its own. */
export const traceparentOf = (trace: string): string => `00-${trace}-${randomBytes(8).toString('hex')}-01`;
