export { account } from './account.workflow';
export { deregistration } from './deregistration.workflow';
