export { assembleEngine } from './assemble-engine';
export { kernelEnvironment, port, readDatabaseEnvironment, readEnvironment, urlWith } from './environment';
export { openKernel } from './kernel';
export type { Kernel } from './kernel';
