export { freshDatabase, type FreshDatabase } from './database';
export { temporalAddress } from './stack';
export { given } from './given';
export { InMemory, type Stream } from './in-memory';
export { expectTables } from './state-table';
export { testEngine, type TestEngine } from './engine';
export { life, type Life } from './life';
export { statementsOf } from './statements';
