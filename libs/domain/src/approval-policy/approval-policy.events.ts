import { matterTypes } from '../approval/matters';
import { code, count, eventsOf, id, optional, table, type EventOf } from '../events';
import { isKept, type StoredPolicy } from './approval-policy';
import { contentShape } from './content-shape';

const { event, from } = eventsOf<StoredPolicy>();

const written = { content: contentShape, roleStreams: table(id) };

/** Each event holds the whole content of its version: what an approval was opened under can always be read. */
export const policyEvents = {
  PolicyStored: event({ policyId: id, companyId: optional(id), matterType: code(...matterTypes), ...written }, (_, stored) => ({
    status: 'enabled',
    version: 1,
    disablings: 0,
    ...stored,
  })),
  PolicyChanged: from(isKept)({ version: count, ...written }, (state, changed) => ({ ...state, ...changed })),
  PolicyDisabled: from(isKept)({ reasonCode: code() }, (state, { reasonCode }) => ({
    ...state,
    status: 'disabled',
    disablings: state.disablings + 1,
    reasonCode,
  })),
  PolicyEnabled: from(isKept)({ reasonCode: code() }, (state, { reasonCode }) => ({ ...state, status: 'enabled', reasonCode })),
};
export type PolicyEvent = EventOf<typeof policyEvents>;
