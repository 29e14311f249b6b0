/** Injection tokens where a class cannot name what is injected: ports, and plain settings. */
export const clockMode = Symbol('ClockMode');
export const messaging = Symbol('Messaging');
export const sendWake = Symbol('SendWake');
export const workflowInspector = Symbol('WorkflowInspector');
export const tryActivitiesNow = Symbol('TryActivitiesNow');
export const callbackSecrets = Symbol('CallbackSecrets');
export const assertions = Symbol('Assertions');
export const apiConfig = Symbol('Config');
