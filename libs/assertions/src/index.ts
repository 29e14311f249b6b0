export { Assertions } from './assertions';
export type { Assertion } from './assertions';
export { AssertionInvalid, IssuerAway } from './invalid';
export { prepareIssuers, readIssuers } from './issuer-folder';
export type { Issuer } from './issuer';
