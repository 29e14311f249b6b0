import { group, type Field, type Shape } from '../events';
import { policyShape } from '../approval/policy.shape';
import type { PolicyContent } from './approval-policy';

const { id: _name, version: _number, ...fields } = (policyShape as unknown as { shape: Shape }).shape;

/** What a caller writes of a policy, as events and commands carry it. */
export const contentShape = group(fields) as unknown as Field<PolicyContent>;
