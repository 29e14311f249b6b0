import { internal, refuse } from '../decider';
import { accounts, type Account } from '../account/account';
import { isActiveIn } from '../account/belonging';
import { levelOf } from '../account/proof';
import { companies, type Company } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { profileOf } from '../company/verification-profile';
import { departments, isIn, type Department } from '../department/department';
import { code, defined, eventsOf, flag, id, list, optional, type EventOf, type Field } from '../events';
import { streamsOf, type FactsFor, type Finding } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';
import { whyNotGiven } from './giving';
import { needsOfOthers, othersField, whyKept } from './keeping';
import { rolePolicy } from './role.policy';

/** X1: to whom all that nobody else can do in a company escalates. */
export const superAdmin = 'super-admin';

export const companyRoles = ['it-admin', superAdmin, 'company-admin', 'department-admin'] as const;

/** V1: those that administer the company. */
const isOfAdministration = (name: string): boolean => companyRoles.some((each) => each === name);

/** R17: reviewers of identities work for the whole platform; their role belongs to no company. */
export const identityReviewer = 'identity-reviewer';

/**
 * Rights over the platform itself, each held by people by itself: to run it, to keep keys, to appoint the reviewers of
 * identities, to read all and change nothing.
 */
export const platformGrants = ['operator', 'key-maker', 'reviewer-appointer', 'auditor'] as const;
export type PlatformGrant = (typeof platformGrants)[number];

const isGrant = (name: string): boolean => platformGrants.some((grant) => grant === name);

/** Every role there is. */
export const roleNames = [...companyRoles, identityReviewer, ...platformGrants] as const;
export type RoleName = (typeof roleNames)[number];

/** A group of a company is a role too: it says who belongs to it, and gives no rights. */
export type GroupRole = `group:${string}`;
export type RoleWord = RoleName | GroupRole;

export const isRole = (word: string): word is RoleName => roleNames.some((role) => role === word);
export const isGroup = (word: string): word is GroupRole => word.startsWith('group:');

/** Whether a company gives it; all other roles are the platform's. */
export const isOfCompany = (word: string): boolean => isGroup(word) || companyRoles.some((name) => name === word);

interface RoleOf {
  /** None: a role of the platform. */
  companyId?: string;
  role: RoleWord;
}

/**
 * The holders of a role in a company: one stream for each role, so that an approval finds them by reading one. People
 * by their random ids.
 */
export type Role = { status: 'none' } | GrantedRole;
interface GrantedRole extends RoleOf {
  status: 'granted';
  holders: readonly string[];
  /** How often it was taken back, by person. */
  takenBack?: Readonly<Record<string, number>>;
  /** G7: of department admins, the departments of each by the holder. */
  departments?: Readonly<Record<string, readonly string[]>>;
}
const isGranted = (role: Role): role is GrantedRole => role.status === 'granted';

export const roles = streamsOf<Role>('role');

/** Each role and each group as a need, under its own name. */
export const rolesByName = (
  streams: Readonly<Record<string, string>>,
  need: (id: string | undefined) => ReturnType<typeof roles.read> = roles.read,
) =>
  Object.fromEntries([...roleNames, ...Object.keys(streams).filter(isGroup)].map((name) => [name, need(streams[name])])) as Record<
    RoleWord,
    ReturnType<typeof roles.read>
  >;
export type RoleFacts = FactsFor<ReturnType<typeof rolesByName>>;

export const holdersOf = (role: Role | undefined): readonly string[] => (role?.status === 'granted' ? role.holders : []);

const timesTakenBack = (role: Role, principalId: string | undefined): number =>
  isGranted(role) && principalId !== undefined ? (role.takenBack?.[principalId] ?? 0) : 0;

/** The departments that a department admin administers; none for a holder of another role. */
export const departmentsHeldBy = (role: Role, principalId: string): readonly string[] =>
  (isGranted(role) && role.departments?.[principalId]) || [];

/** A group is named by its company; `knows` says which other words there are. */
const roleWord: Field<RoleWord> = code<RoleWord>();

const held = { companyId: optional(id), role: roleWord, principalId: id };
/** `departmentIds`: with `department-admin` alone. */
const grant = { ...held, departmentIds: optional(list(id)) };

/** `attested`: nobody could ask for their level yet, so an operator vouches for them (V1). */
const granted = { ...grant, attested: optional(flag) };

/** Names a person who holds a right over the platform. */
export const platformGrant = { role: code(...platformGrants), principalId: id };

const { event, from } = eventsOf<Role>();
const events = {
  RoleGranted: event(granted, (state, { companyId, role, principalId, departmentIds }) => ({
    status: 'granted',
    holders: [...new Set([...holdersOf(state), principalId])],
    ...defined({
      companyId,
      role,
      takenBack: isGranted(state) ? state.takenBack : undefined,
      departments: departmentIds && withDepartments(state, principalId, departmentIds),
    }),
  })),
  RoleTakenBack: from(isGranted)(held, (state, { principalId }) => ({
    ...state,
    holders: state.holders.filter((holder) => holder !== principalId),
    takenBack: { ...state.takenBack, [principalId]: timesTakenBack(state, principalId) + 1 },
    ...(state.departments && { departments: withoutHolder(state.departments, principalId) }),
  })),
};

function withDepartments(state: Role, principalId: string, departmentIds: readonly string[]): GrantedRole['departments'] {
  const before = state.status === 'granted' ? state.departments : undefined;
  return { ...before, [principalId]: [...new Set([...departmentsHeldBy(state, principalId), ...departmentIds])] };
}

const withoutHolder = (departments: NonNullable<GrantedRole['departments']>, principalId: string): GrantedRole['departments'] =>
  Object.fromEntries(Object.entries(departments).filter(([holder]) => holder !== principalId));

const verificationOf = (company: Company | undefined) => (company?.status === 'verified' ? company.verification : undefined);

/** The first super admin of a company: only an operator gives it, and vouches for the person. */
const isFirst = (role: string, state: Role): boolean => role === superAdmin && holdersOf(state).length === 0;

/** V1, X6, X18: the level that a person needs for this role; 0: none. Who holds it already keeps it. */
const levelAskedFor = (role: string, company: Company | undefined, state: Role): number =>
  isOfAdministration(role) && !isFirst(role, state) ? profileOf(verificationOf(company)).adminLevel : 0;

type NeedsOfGrant = Readonly<Record<`department ${string}`, Finding<Department | undefined> | undefined>> & {
  readonly company: Finding<Company | undefined> | undefined;
  readonly account: Finding<Account | undefined> | undefined;
};

type NeedsOfTaking = ReturnType<typeof needsOfOthers> & { readonly leaver: Finding<Account | undefined> | undefined };

const { rule, anything, accept } = rulesOf<Role, EventOf<typeof events>, CompanyPolicy>();
/** A role that is taken back may be granted again, and so taken back again. */
const grantsOfHolder = {
  times: ({ grantsPerHolder }: CompanyPolicy) => grantsPerHolder,
  soFar: (state: Role, command?: { principalId: string }) => (command ? timesTakenBack(state, command.principalId) : 0),
};

const rules = {
  GrantRole: rule({
    origin: 'caller',
    right: 'grantRoles',
    /** `accountId`: the public id of the person, which is that of their account where they have one. */
    takes: { ...grant, accountId: optional(id) },
    given: anything,
    reaches: ({ departmentIds = [] }) => (departmentIds.length > 0 ? departmentIds : 'company'),
    needs: ({ companyId, accountId, departmentIds = [] }): NeedsOfGrant => ({
      company: companies.read(companyId),
      account: accounts.read(accountId),
      ...Object.fromEntries(departmentIds.map((departmentId) => [`department ${departmentId}`, departments.read(departmentId)])),
    }),
    atMost: grantsOfHolder,
    emits: ['RoleGranted'],
    refuses: [
      ...(['company-not-verified', 'department-unknown', 'account-not-active', 'person-has-left'] as const),
      ...(['role-held-already', 'group-full', 'level-too-low'] as const),
    ],
    decide: ({ state, command: { companyId, role, principalId, departmentIds = [] }, facts, now }) => {
      // Each route has only roles of its own, and its schema says which of them has departments.
      const isCompanys = isOfCompany(role);
      if (isCompanys === (companyId === undefined) || isGrant(role)) return refuse(internal('role-unknown'));
      if ((role === 'department-admin') !== departmentIds.length > 0) return refuse(internal('departments-misplaced'));
      if (companyId !== undefined && facts.company?.status !== 'verified') return refuse('company-not-verified');
      const isOurs = (departmentId: string) => companyId !== undefined && isIn(facts[`department ${departmentId}`], companyId);
      if (!departmentIds.every(isOurs)) return refuse('department-unknown');
      const why = whyNotGiven(facts.account, companyId);
      if (why !== undefined) return refuse(why);
      const known = departmentsHeldBy(state, principalId);
      const isNew = departmentIds.some((departmentId) => !known.includes(departmentId));
      if (holdersOf(state).includes(principalId) && !isNew) return refuse('role-held-already');
      if (isGroup(role) && holdersOf(state).length >= rolePolicy.groupMembersMax)
        return refuse('group-full', { limit: rolePolicy.groupMembersMax });
      const asked = levelAskedFor(role, facts.company, state);
      if (levelOf(facts.account, now) < asked) return refuse('level-too-low', { atLeast: asked });
      const attested = isFirst(role, state) && profileOf(verificationOf(facts.company)).adminLevel > 0 ? true : undefined;
      const places = departmentIds.length > 0 ? departmentIds : undefined;
      return accept({ type: 'RoleGranted', ...defined({ companyId, role, principalId, departmentIds: places, attested }) });
    },
  }),
  /** Nobody over HTTP: the installation names its first operators, and again where fewer than two are left. */
  NameOperator: rule({
    origin: 'caller',
    right: 'nameOperators',
    takes: platformGrant,
    given: anything,
    atMost: grantsOfHolder,
    emits: ['RoleGranted'],
    refuses: ['role-held-already', 'operators-named'],
    decide: ({ state, command: { role, principalId } }) => {
      if (holdersOf(state).includes(principalId)) return refuse('role-held-already');
      if (holdersOf(state).length >= rolePolicy.firstOperators) return refuse('operators-named');
      return accept({ type: 'RoleGranted', role, principalId });
    },
  }),
  /** A second operator has approved it. */
  GrantPlatformRole: rule({
    origin: 'reaction',
    takes: platformGrant,
    given: anything,
    emits: ['RoleGranted'],
    refuses: ['role-held-already'],
    decide: ({ state, command: { role, principalId } }) =>
      holdersOf(state).includes(principalId) ? refuse('role-held-already') : accept({ type: 'RoleGranted', role, principalId }),
  }),
  /** Their rights go with this commit: what they decide is asked of the role again, under lock. */
  TakeRoleBack: rule({
    origin: ['caller', 'reaction', 'effect'],
    right: 'grantRoles',
    /**
     * `aliases`: other ids of the same person, who may hold the role by one of them. `leaver`: the account whose
     * membership has ended; the role stays where the person is a member again.
     */
    takes: { ...held, aliases: optional(list(id)), others: othersField, leaver: optional(id) },
    given: anything,
    /** Of a department admin, all of their departments: to take back what reaches further takes who reaches as far. */
    reaches: ({ principalId, aliases = [] }, state) => {
      const departmentIds = [principalId, ...aliases].flatMap((each) => departmentsHeldBy(state, each));
      return departmentIds.length > 0 ? [...new Set(departmentIds)] : 'company';
    },
    needs: ({ others, leaver }): NeedsOfTaking => ({ ...needsOfOthers(others), leaver: accounts.read(leaver) }),
    emits: ['RoleTakenBack'],
    refuses: ['role-not-held', 'admin-transfer-required', 'last-holder'],
    decide: ({ state, command: { companyId, role, principalId, aliases = [], others }, facts }) => {
      if (companyId !== undefined && isActiveIn(facts.leaver, companyId)) return refuse(internal('member-again'));
      const ids = [principalId, ...aliases];
      const heldBy = ids.filter((each) => holdersOf(state).includes(each));
      if (heldBy.length === 0) return refuse('role-not-held');
      const why = whyKept({ companyId, role, holders: holdersOf(state) }, ids, others, facts);
      if (why !== undefined) return refuse(why);
      return accept(...heldBy.map((each) => ({ type: 'RoleTakenBack' as const, ...defined({ companyId, role, principalId: each }) })));
    },
  }),
};

export const role = processOfStates<Role>()('role', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { granted: 'open' },
  events,
  rules,
  knows: ({ role: name }) => isRole(name) || isGroup(name),
  columns: ({ companyId }) => (companyId === undefined ? {} : { companyId, subjectId: companyId }),
  seenBy: ({ holders }) => ({ principals: holders }),
  view: ({ role: name, holders }) => ({ role: name, holders: holders.length }),
});
