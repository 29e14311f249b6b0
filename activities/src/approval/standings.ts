import {
  hasLeft,
  holdersOf,
  isActiveIn,
  matters,
  peopleNamed,
  rolesAskedIn,
  standing,
  type Account,
  type CommandOf,
  type FactsIn,
  type Instant,
  type PendingApproval,
  type Registration,
  type Role,
} from '#domain';
import { streamIdOf, type Engine } from '#engine';
import { delegationsOf, externalIdsOf, personsOf, type GivenDelegation } from '#iam';
import type { Services } from '../effect';

type Command = Extract<CommandOf<'approval'>, { type: 'ResolveApprovers' }>;

const personPrefix = 'user:';

/** So many states are read in one statement. */
const statesARead = 200;

/**
 * Who may decide now, read without locks: each state once, and those of many people together, so that a thousand
 * approvals of one company ask little, and a group of five hundred little too.
 */
export class Standings {
  private readonly states = new Map<string, unknown>();
  private readonly persons = new Map<string, string>();
  /** The public ids of people; undefined for those whose name is erased. */
  private readonly names = new Map<string, string | undefined>();
  private readonly given = new Map<string, Promise<readonly GivenDelegation[]>>();

  constructor(
    private readonly engine: Pick<Engine, 'ids' | 'read' | 'readAll'>,
    private readonly transaction: Services['transaction'],
  ) {}

  /**
   * The command by which the slots of this approval are resolved, and the roles that it reads, by what holds now. Who
   * acts for the requester by a delegation may not decide, as long as it lasts.
   */
  async of(approval: PendingApproval, now: Instant): Promise<{ command: Command; facts: FactsIn<'approval'> }> {
    const { companyId } = approval;
    const { ids } = this.engine;
    const asked = rolesAskedIn(approval);
    const roleStreams = Object.fromEntries(
      asked.map((role) => [role, companyId === undefined ? ids.platformRole(role) : ids.role(companyId, role)]),
    );
    const found = await this.readAll(Object.values(roleStreams).map((id) => streamIdOf('role', id)));
    const roles = asked.map((role) => [role, found.get(streamIdOf('role', roleStreams[role]!)) as Role | undefined] as const);
    const barred = [...(await this.barred(approval)), ...(await this.delegatesOf(approval, now))];
    const named = [...new Set([...peopleNamed(approval), ...roles.flatMap(([, role]) => holdersOf(role))])];
    const aliases = await this.aliasesAmong([...new Set([...named, approval.requestedBy, ...barred])]);
    const people = [...new Set(named.map((each) => aliases[each] ?? each))];
    const accounts = await this.accountsOf(people);
    const isAbsent = (each: string) => {
      const account = accounts.get(each);
      return account === 'gone' || (account !== undefined && standing(account) !== 'present');
    };
    const hasGone = (each: string) => {
      const account = accounts.get(each);
      return companyId !== undefined && account !== 'gone' && hasLeft(account, companyId);
    };
    const absent = people.filter(isAbsent);
    const left = people.filter((each) => !isAbsent(each) && hasGone(each));
    const known = Object.keys(aliases).length > 0 ? { aliases } : {};
    return { command: { type: 'ResolveApprovers', roleStreams, absent, left, barred, ...known }, facts: Object.fromEntries(roles) };
  }

  /**
   * Whether a person is gone for good, or has left this company; with their account, if it is there.
   */
  async hasDeparted(principalId: string, companyId: string | undefined): Promise<{ departed: boolean; accountId?: string }> {
    const [person = principalId] = Object.values(await this.aliasesAmong([principalId]));
    const account = (await this.accountsOf([person])).get(person);
    if (account === 'gone') return { departed: true };
    const userId = this.names.get(person)?.slice(personPrefix.length);
    const departed = account !== undefined && (standing(account) === 'gone' || (companyId !== undefined && hasLeft(account, companyId)));
    return { departed, ...(userId !== undefined && { accountId: userId }) };
  }

  /** Those of these ids that are further ones of a person; each id is asked for once. */
  private async aliasesAmong(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const unknown = ids.filter((id) => !this.persons.has(id));
    const found = unknown.length === 0 ? {} : await this.transaction((tx) => personsOf(tx, unknown));
    for (const id of unknown) this.persons.set(id, found[id] ?? id);
    return Object.fromEntries(ids.flatMap((id) => (this.persons.get(id) === id ? [] : [[id, this.persons.get(id)!]])));
  }

  /** `gone`: what belonged to the person is erased, their name here with it. Without an entry: they have no account. */
  private async accountsOf(people: readonly string[]): Promise<ReadonlyMap<string, Account | 'gone'>> {
    const unnamed = people.filter((each) => !this.names.has(each));
    const found = unnamed.length === 0 ? [] : await this.transaction((tx) => externalIdsOf(tx, unnamed));
    const named = new Map(found.map(({ principalId, externalId }) => [principalId, externalId]));
    for (const each of unnamed) this.names.set(each, named.get(each));
    const streamOf = (each: string) => streamIdOf('account', this.names.get(each)!.slice(personPrefix.length));
    const present = people.filter((each) => this.names.get(each) !== undefined);
    const states = await this.readAll(present.map(streamOf));
    return new Map(
      people.flatMap((each): (readonly [string, Account | 'gone'])[] => {
        if (this.names.get(each) === undefined) return [[each, 'gone']];
        const account = states.get(streamOf(each)) as Account | undefined;
        return account ? [[each, account]] : [];
      }),
    );
  }

  /** By all ids of the requester, in the company of the approval. */
  private async delegatesOf({ requestedBy, companyId }: PendingApproval, now: Instant): Promise<readonly string[]> {
    const known = this.given.get(requestedBy) ?? this.transaction((tx) => delegationsOf(tx, requestedBy));
    this.given.set(requestedBy, known);
    return (await known).filter((each) => isActiveIn(each, companyId, now)).map(({ delegate }) => delegate);
  }

  /**
   * An applicant may have a second principal, as the owner of the document that they show. Nobody reviews their own
   * right.
   */
  private async barred({ matter: { type, id }, concerns }: PendingApproval): Promise<readonly string[]> {
    if (concerns) return concerns.principalId === undefined ? [] : [concerns.principalId];
    if (matters[type].waits !== 'registration') return [];
    const registration = await this.read<Registration>('registration', id);
    const profile = registration && 'profile' in registration ? registration.profile : undefined;
    return profile?.ownerId === undefined ? [] : [profile.ownerId];
  }

  private async read<S>(process: string, id: string): Promise<S | undefined> {
    const streamId = streamIdOf(process, id);
    return (await this.readAll([streamId])).get(streamId) as S | undefined;
  }

  /** Each state is read once; of many, so many together as one statement should bring. */
  private async readAll(streamIds: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const unread = [...new Set(streamIds)].filter((id) => !this.states.has(id));
    for (let from = 0; from < unread.length; from += statesARead) {
      const part = unread.slice(from, from + statesARead);
      const found = await this.engine.readAll(part);
      for (const id of part) this.states.set(id, found.get(id)?.state);
    }
    return this.states;
  }
}
