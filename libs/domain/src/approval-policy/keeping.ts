import { internal, refuse } from '../decider';
import { companies, type Company } from '../company/company';
import { code, defined, id, list, optional, table, type DataOf } from '../events';
import { matterTypes } from '../approval/matters';
import type { Finding } from '../needs';
import { holdersOf, isGroup, roles, type Role } from '../role/role';
import { rulesOf } from '../rule';
import { isKept, type KeptPolicy, type StoredPolicy } from './approval-policy';
import type { PolicyEvent } from './approval-policy.events';
import type { ApprovalPolicyPolicy } from './approval-policy.policy';
import { contentShape } from './content-shape';
import type { Fault } from './fault';
import { faultsOf } from './faults';

const { rule, opening, anything, accept } = rulesOf<StoredPolicy, PolicyEvent, ApprovalPolicyPolicy>();

const written = {
  content: contentShape,
  /** The streams of the roles that it asks, by role, as far as they are known without the matter. */
  roleStreams: table(id),
  /** People whom it names and nobody knows. */
  unknownUsers: list(id),
};
type Written = DataOf<typeof written>;
type Owned = Pick<KeptPolicy, 'companyId' | 'matterType'>;

type GroupNeeds = Readonly<Record<`group:${string}`, Finding<Role | undefined> | undefined>>;
type GroupFacts = Readonly<Record<`group:${string}`, Role | undefined>>;
type StoringNeeds = GroupNeeds & { readonly company: Finding<Company | undefined> | undefined };

const namesGroup = ([name]: readonly [string, unknown]) => isGroup(name);

/** A group with too few people is a reason to refuse it, so that its size must not change meanwhile. */
const groupsAsked = ({ roleStreams }: Written): GroupNeeds =>
  Object.fromEntries(
    Object.entries(roleStreams)
      .filter(namesGroup)
      .map(([name, streamId]) => [name, roles.read(streamId)]),
  );

/** Every fault of the content, each at its place in the request. */
function faultsIn({ content, unknownUsers }: Written, { matterType, companyId }: Owned, facts: GroupFacts): readonly Fault[] {
  const groups = Object.entries(facts)
    .filter(namesGroup)
    .map(([name, role]) => [name.slice('group:'.length), holdersOf(role)] as const);
  const around = { matterType, ofCompany: companyId !== undefined, groups: Object.fromEntries(groups), unknownUsers };
  return faultsOf(content, around).map((fault) => ({ ...fault, path: ['policy', fault.path].filter(Boolean).join('.') }));
}

const kept = anything.in(isKept, internal('policy-not-stored'));
const isEnabled = ({ status }: KeptPolicy) => status === 'enabled';

/**
 * Versions are immutable; what is stored is never deleted. A running approval keeps its own copy: nothing here moves
 * it.
 */
export const keepingRules = {
  /** The first version. It holds for what is opened from now on. */
  StorePolicy: opening({
    origin: 'caller',
    right: 'keepPolicies',
    takes: { policyId: id, companyId: optional(id), matterType: code(...matterTypes), ...written },
    exists: 'policy-stored-already',
    needs: (command): StoringNeeds => ({ company: companies.read(command.companyId), ...groupsAsked(command) }),
    emits: ['PolicyStored'],
    refuses: ['company-not-verified', 'policy-invalid'],
    decide: ({ command, facts }) => {
      const { policyId, companyId, matterType, content, roleStreams } = command;
      if (companyId !== undefined && facts.company?.status !== 'verified') return refuse('company-not-verified');
      const errors = faultsIn(command, command, facts);
      if (errors.length > 0) return refuse('policy-invalid', { errors });
      return accept({ type: 'PolicyStored', policyId, ...defined({ companyId }), matterType, content, roleStreams });
    },
  }),
  /** The next version. */
  ChangePolicy: rule({
    origin: 'caller',
    right: 'keepPolicies',
    takes: written,
    given: kept,
    needs: (command): GroupNeeds => groupsAsked(command),
    atMost: { times: ({ changes }) => changes, soFar: (state) => (isKept(state) ? state.version - 1 : 0) },
    emits: ['PolicyChanged'],
    refuses: ['policy-invalid'],
    decide: ({ state, command, facts }) => {
      const { content, roleStreams } = command;
      const errors = faultsIn(command, state, facts);
      if (errors.length > 0) return refuse('policy-invalid', { errors });
      return accept({ type: 'PolicyChanged', version: state.version + 1, content, roleStreams });
    },
  }),
  /** From now on approvals open as if it were not there. */
  DisablePolicy: rule({
    origin: 'caller',
    right: 'keepPolicies',
    takes: { reasonCode: code() },
    given: kept.when(isEnabled, 'policy-disabled'),
    atMost: { times: ({ disablings }) => disablings, soFar: (state) => (isKept(state) ? state.disablings : 0) },
    emits: ['PolicyDisabled'],
    decide: ({ command: { reasonCode } }) => accept({ type: 'PolicyDisabled', reasonCode }),
  }),
  EnablePolicy: rule({
    origin: 'caller',
    right: 'keepPolicies',
    takes: { reasonCode: code() },
    given: kept.when((state) => !isEnabled(state), 'policy-enabled'),
    emits: ['PolicyEnabled'],
    decide: ({ command: { reasonCode } }) => accept({ type: 'PolicyEnabled', reasonCode }),
  }),
};
