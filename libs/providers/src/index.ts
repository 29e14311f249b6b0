export { ProviderRefused, ProviderUnavailable } from './errors';
export { httpMessaging } from './messaging';
export type { Messaging } from './messaging';
export { httpDataHolders } from './data-holders';
export type { DataHolders } from './data-holders';
