export { logLine } from './line';
export type { Fields, LogLine } from './line';
export { codeIn, kindOf, logOf, silent } from './log';
export type { Log } from './log';
export { currentTrace, newTrace, onTrace, traceIn, traceparentOf } from './trace';
