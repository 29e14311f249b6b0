export { account } from './account.workflow';
export { approval } from './approval.workflow';
export { deregistration } from './deregistration.workflow';
export { registration } from './registration.workflow';
