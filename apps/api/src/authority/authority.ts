import { administrators, everybody, rightsOfFaces, scopes, writers, type Access, type Role, type Scope } from '#contracts';
import type { ProcessRow } from '#read-models';
import { processOf, ruleOf, sees, streamIdOf } from '#domain';
import type { Administration, AdministratorViewer, Companies, PlatformGrant, ProcessType, RuleRight, Viewer } from '#domain';

/** The caller, as proven by a key and its owner, or by a person's token alone. */
export interface Authority {
  /** By which budgets count: a key, or a person who calls without one. */
  keyId: string;
  /** The calling system: all its keys share what it opened. */
  client: string;
  /** Of a person without a service: the program, as their token names it. */
  signedInWith?: string;
  /** What the key is for: beyond these companies it sees and does nothing. */
  companies: Companies;
  /** The random id of the key's owner in events. */
  principalId: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  /** On-Behalf-Of: the person is the actor, and the key only brings the call. */
  person?: ActingPerson;
  /** On-Behalf-Of, on a route that binds names: whom an identity provider has proven, known here or not. */
  identity?: ProvenIdentity;
  /** What a person who calls without a service administers. */
  administers?: readonly Administered[];
  /** By process, those in whose place the caller may look and act, because they have delegated to them. */
  standsIn?: ReadonlyMap<string, readonly string[]>;
}

/** What a person administers, and the stream of the role that says so. */
export interface Administered extends Administration {
  streamId: string;
}

/** Somebody as an identity provider names them. */
export interface ProvenIdentity {
  issuer: string;
  /** The keyed hash of issuer and name. */
  hash: Buffer;
  /** Of an issuer whose names are our own ids: the id. */
  userId?: string;
  /** Whose account it is for, as far as the issuer is trusted to say that. */
  claimed?: { accountId: string } | { phone: string };
}

export interface Person {
  /** The public id of the person: that of their account, if there is one. */
  userId: string;
  /** The random id of the person in events. */
  principalId: string;
  /** Further random ids by which the same person is named in events. */
  aliases?: readonly string[];
  /** The id by which the call names the person, where it is another one of theirs: a repetition is known by it. */
  namedAs?: string;
  /** The account is frozen: the person may only leave, or stay after all. */
  leaving: boolean;
  /** The companies that the person has left. */
  left?: readonly string[];
  /** Only takes part in what the companies of the call ask them: what is their own is no matter of these. */
  outside?: boolean;
}

/**
 * A person who acts, and how that is known: by what an identity provider says, by the embedded stack, or by a key
 * alone.
 */
export interface ActingPerson extends Person {
  authn: 'assertion' | 'embedded' | 'api-key';
  /** The rights over the platform by which a person acts who calls without a service: a key lends nobody any. */
  grants?: readonly PlatformGrant[];
  /** The streams of these rights, in which they are asked again under lock. */
  grantStreams?: Readonly<Partial<Record<PlatformGrant, string>>>;
}

/** What a person who calls without a service may do for themselves, where the route is for people. */
const ownScopes: readonly Scope[] = [
  'accounts:read',
  'approvals:read',
  'approvals:write',
  'deregistrations:read',
  'deregistrations:write',
  'scans:write',
  'verifications:read',
  'verifications:write',
];

const isRead = (scope: Scope) => scope.endsWith(':read');

/** What each right over the platform adds. Key-makers hand on what they hold, so they hold every scope. */
const scopesOf: Readonly<Record<PlatformGrant, readonly Scope[]>> = {
  operator: scopes.filter((scope) => scope !== 'keys:write' && scope !== 'act-for'),
  'key-maker': scopes,
  'reviewer-appointer': ['registrations:write'],
  auditor: scopes.filter(isRead),
};

/** The scopes of a person who calls without a service. */
export const scopesAlone = (grants: readonly PlatformGrant[]): readonly Scope[] => [
  ...new Set([...ownScopes, ...grants.flatMap((grant) => scopesOf[grant])]),
];

/** Whether it is proven that the person acts: a key alone proves nothing about people. */
export const isProven = ({ authn }: ActingPerson): boolean => authn !== 'api-key';

/** The service that brings the call of a person, if one does. */
export const viaOf = ({ person, principalId }: Authority): string | undefined =>
  person && person.principalId !== principalId ? principalId : undefined;

/** The actor, as events know them. */
export const actorOf = ({ person, principalId }: Authority): string => person?.principalId ?? principalId;

/** The same with all ids of a person, for rules that ask for distinct people. */
export function actorsOf(authority: Authority): { actor: string; aliases?: readonly string[] } {
  const { aliases } = authority.person ?? {};
  return { actor: actorOf(authority), ...(aliases && { aliases }) };
}

/** The principal of the key whose word alone says who acts; undefined where the person has proven it. */
export const keyOfWord = ({ person, principalId }: Authority): string | undefined => (person && isProven(person) ? undefined : principalId);

/** Every right: those of the processes, and all others. Routes, `allowed` and the authorisation matrix read it here. */
export const permissions = {
  ...rightsOfFaces,
  inspectWorkflows: { roles: ['operator'] },
  appointReviewers: { roles: ['reviewer-appointer'], scope: 'registrations:write' },
  checkIdentifiers: { roles: writers, scope: 'identifiers:check', forPeople: true },
  readEvents: { roles: everybody, scope: 'events:read' },
  keepApiKeys: { roles: ['key-maker'], scope: 'keys:write' },
  /** Each takes a second operator, so that its requester is a person. */
  askForOperatorKey: { roles: ['key-maker'], scope: 'keys:write', proof: 'person', stepUp: true },
  grantPlatformRole: { roles: ['operator'], proof: 'person', stepUp: true },
  /** One operator is enough: a right that somebody must not have ends at once. */
  takePlatformGrantBack: { roles: ['operator'], proof: 'person', stepUp: true },
  readPlatformGrants: { roles: ['operator', 'auditor'], scope: 'people:read' },
  forceDeregistration: { roles: ['operator'], scope: 'deregistrations:write', proof: 'person', stepUp: true },
  /** The installation command alone. */
  nameOperators: { roles: [] },
  readOperatorTasks: { roles: ['operator', 'auditor'] },
  bindNames: { roles: ['service'], scope: 'accounts:write', forPeople: true, proof: 'identity' },
  unbindOwnNames: { roles: ['service'], scope: 'accounts:write', forPeople: true, proof: 'person' },
  /** R14: a person who is signed in lets a new device register. */
  vouchForDevice: { roles: ['service'], scope: 'scans:write', forPeople: true, proof: 'person' },
  readNames: { roles: ['operator'], scope: 'accounts:read', forPeople: true },
  removeNames: { roles: ['operator'], scope: 'accounts:write' },
  releaseCodes: { roles: ['operator'] },
  readSecurityLog: { roles: ['operator', 'auditor'], administrators: ['super-admin'] },
  readPeople: { roles: everybody, scope: 'people:read', administrators, forPeople: true },
  lookUpPeople: { roles: writers, scope: 'lookup-people' },
  readReviewers: { roles: ['operator', 'auditor'], scope: 'registrations:read' },
  settleOperatorTasks: { roles: ['operator'] },
  moveClock: { roles: ['operator'] },
  readMessages: { roles: ['operator'] },
} as const satisfies Readonly<Record<RuleRight, Access>> & Readonly<Record<string, Access>>;

export type Right = keyof typeof permissions;

/** Whether an act by this right is also for an account that is leaving. */
export const isWhileLeaving = (right: Right): boolean => (permissions[right] as Access).whileLeaving === true;

/**
 * Whether the caller has the right that the rule of this command names. Nobody has it for a command that callers do not
 * send.
 */
export function mayCommand(authority: Authority, process: ProcessType, command: string): boolean {
  const { right } = ruleOf(process, command);
  return right !== undefined && mayUse(permissions[right], authority);
}

/**
 * By role and scope; an administrator by their role in a company alone. Acting for a person lends no right over the
 * platform; a person who is leaving has only the rights of leaving. Where a person must prove who they are, no key
 * stands in for them.
 */
export function mayUse(access: Access, authority: Authority): boolean {
  if (isAdministrator(access, authority)) return true;
  const scopes: readonly string[] = authority.scopes;
  if (access.scope !== undefined && !scopes.includes(access.scope)) return false;
  if (access.proof === 'identity') return authority.identity !== undefined && access.roles.some((role) => authority.roles.includes(role));
  if (access.proof === 'person' && !(authority.person && isProven(authority.person))) return false;
  if (!authority.person) return access.roles.some((role) => authority.roles.includes(role));
  return (access.forPeople === true || isGranted(access, authority)) && (access.whileLeaving === true || !authority.person.leaving);
}

/** Whether the person holds a right over the platform that opens this route. */
const isGranted = ({ roles }: Access, { person }: Authority): boolean =>
  roles.some((role) => person?.grants?.some((grant) => grant === role));

/** Of what a person administers, that by which they have this right. */
export const byRoleIn = ({ administrators = [] }: Access, administers: readonly Administered[]): readonly Administered[] =>
  administers.filter(({ role }) => administrators.includes(role));

/** Whether the person may come here by a role in a company. Who is leaving administers nothing. */
const isAdministrator = (access: Access, { person, administers = [] }: Authority): boolean =>
  person?.leaving === false && byRoleIn(access, administers).length > 0;

/**
 * The caller as this route takes them: by a right over the platform, else by what they administer, else as a person
 * among others. What only its owner may end is no matter of a right over the platform.
 */
export function asTaken(access: Access, authority: Authority): Authority {
  const { person, administers = [] } = authority;
  if (!person?.grants) return authority;
  const isOwners = access.stepUp === true && access.forPeople === true;
  if (isGranted(access, authority) && !isOwners) return { ...authority, administers: [] };
  const administered = isAdministrator(access, authority) ? administers : [];
  return { ...authority, administers: administered, person: { ...person, grants: [] } };
}

/** Nobody hands on a right that they do not hold: these are the rights over the platform that the caller lacks. */
export const rolesLacking = ({ person, roles }: Authority, granted: readonly Role[]): readonly Role[] => {
  const held: readonly Role[] = person ? (person.grants ?? []) : roles;
  // An auditor reads what operators read.
  const isHeld = (role: Role) => held.includes(role) || (role === 'auditor' && held.includes('operator'));
  return granted.filter((role) => role !== 'service' && !isHeld(role));
};

/** The scopes among them that the caller lacks. */
export const scopesLacking = (authority: Authority, granted: readonly Scope[]): readonly Scope[] =>
  granted.filter((scope) => !authority.scopes.includes(scope));

/** The same of companies. */
export const companiesLacking = (authority: Authority, granted: Companies): readonly string[] =>
  (granted === 'platform' ? [granted] : granted).filter((company) => !isFor(authority, company));

/** Operators and auditors see everything; a key that is also a service's shows an auditor what a service sees. */
const seesAll = (roles: readonly Role[]) => roles.includes('operator') || (roles.includes('auditor') && !roles.includes('service'));

export const isOperator = ({ person, roles }: Authority): boolean =>
  (person ? (person.grants ?? []) : roles).some((role) => role === 'operator');

/** The public id of the person of this call, as far as it may act on what is their own. */
export const ownerIn = ({ person }: Authority): string | undefined => (person?.outside ? undefined : person?.userId);

/** Whether the caller may open what the vault keeps about a person, by their public id: operators, and the person. */
export const mayOpenDataOf = (authority: Authority, userId: string | undefined): boolean =>
  isOperator(authority) || (userId !== undefined && ownerIn(authority) === userId);

/** As whom a caller looks at processes. */
export function viewerOf(authority: Authority): Viewer {
  const { person, principalId, roles, client, companies, administers = [] } = authority;
  if (seesAll(person ? (person.grants ?? []) : roles)) return { as: 'operator', principal: principalId };
  if (!person) return { as: 'service', principal: principalId, client, companies };
  const { principalId: principal, aliases, left = [] } = person;
  const account = ownerIn(authority);
  const own = { principal, companies, left, ...(account !== undefined && { account }), ...(aliases && { aliases }) };
  return administers.length > 0 ? { as: 'administrator', ...own, ...placesOf(administers) } : { as: 'person', ...own };
}

function placesOf(administers: readonly Administered[]): Pick<AdministratorViewer, 'whole' | 'departments'> {
  const whole = administers.filter(({ role }) => role === 'super-admin').map(({ companyId }) => companyId);
  const scoped = administers.filter(({ role }) => role !== 'super-admin');
  return { whole, departments: scoped.flatMap(({ companyId, departmentIds }) => [companyId, ...departmentIds]) };
}

/**
 * By facts, as the process itself declares; lists find by the same declaration. Of a process that they do not see,
 * callers learn nothing.
 */
export const maySee = (authority: Authority, { type, id, client, state }: Pick<ProcessRow, 'type' | 'id' | 'client' | 'state'>): boolean =>
  placesTakenIn(authority, { type, id }).length > 0 || sees(viewerOf(authority), { ...processOf(type).seenBy(state, id), client });

/**
 * The same of a row, by the columns that lists find by: so it holds also for a state that only a newer release can
 * read.
 */
export const maySeeRow = (
  authority: Authority,
  { services = 'parties', draft = false, companies = [], departments = [], accounts = [], principals = [], client, ...row }: ProcessRow,
): boolean =>
  placesTakenIn(authority, row).length > 0 ||
  sees(viewerOf(authority), { services, draft, companies, departments, accounts, principals, client });

/** The people in whose place the caller may act on this process. */
export const placesTakenIn = ({ standsIn }: Authority, { type, id }: { type: string; id: string }): readonly string[] =>
  standsIn?.get(streamIdOf(type, id)) ?? [];

/** Whether the key of this caller is for this company. */
export const isFor = ({ companies }: Authority, companyId: string): boolean => companies === 'platform' || companies.includes(companyId);
