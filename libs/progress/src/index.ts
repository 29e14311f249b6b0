export { progressLine, reportProgress } from './progress';
