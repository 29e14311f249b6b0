export { readOptions } from './read-options';
export { progressLine, reportProgress } from './progress';
