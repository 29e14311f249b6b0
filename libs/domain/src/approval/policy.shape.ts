import { code, count, either, group, id, list, optional, truth, type Field } from '../events';
import { roleNames } from '../role/role';
import type { ApprovalPolicy, Selector, Step } from './policy';

const policySelector: Field<Selector> = either(
  either(group({ kind: code('manager') }), group({ kind: code('role'), role: code(...roleNames) })),
  either(
    group({ kind: code('superAdmin') }),
    either(group({ kind: code('group'), group: code() }), group({ kind: code('user'), user: id })),
  ),
);

export const need = either(code('any', 'all'), count);
export const rule = either(code('all', 'any', 'sequential'), group({ quorum: count }));

/** What a step does, in a policy that is stored. */
const act: Field<Step['act']> = either(
  code('remind', 'call-operator'),
  either(group({ escalate: policySelector }), group({ decide: code('approve', 'reject') })),
);

const stagePolicy = group({
  slots: list(group({ selector: policySelector, need })),
  rule,
  distinct: truth(true),
  selfApproval: code('forbid', 'skip'),
  ifNone: either(code('reject'), policySelector),
  onReject: either(code('reject'), group({ returnTo: count })),
  chain: list(either(group({ afterHours: count, act }), group({ afterWorkingDays: count, act }))),
});

/** A policy as events hold it: all of it, so that an approval looks nothing up. */
export const policyShape: Field<ApprovalPolicy> = group({
  id: code(),
  version: count,
  autoRules: list(group({ id: code(), positions: either(code('auto-approve'), list(id)) })),
  stages: list(stagePolicy),
  expiryHours: optional(count),
  keptDays: optional(count),
  takingsPerTask: optional(count),
});
