import {
  hasLeft,
  holdersOf,
  matters,
  peopleNamed,
  rolesAskedIn,
  standing,
  type Account,
  type CommandOf,
  type FactsIn,
  type PendingApproval,
  type Registration,
  type Role,
} from '#domain';
import { streamIdOf, type Engine } from '#engine';
import { externalIdsOf, personsOf } from '#iam';
import type { Services } from '../effect';

type Command = Extract<CommandOf<'approval'>, { type: 'ResolveApprovers' }>;

const person = 'user:';

/** Who may decide now, read without locks: each state once, so that a thousand approvals of one company ask little. */
export class Standings {
  private readonly states = new Map<string, Promise<unknown>>();
  private readonly persons = new Map<string, string>();
  private readonly names = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly engine: Pick<Engine, 'ids' | 'read'>,
    private readonly transaction: Services['transaction'],
  ) {}

  /** The command by which the slots of this approval are resolved, and the roles that it reads, by what holds now. */
  async of(approval: PendingApproval): Promise<{ command: Command; facts: FactsIn<'approval'> }> {
    const { companyId } = approval;
    const { ids } = this.engine;
    const asked = rolesAskedIn(approval);
    const roleStreams = Object.fromEntries(
      asked.map((role) => [role, companyId === undefined ? ids.platformRole(role) : ids.role(companyId, role)]),
    );
    const roles = await Promise.all(asked.map(async (role) => [role, await this.read<Role>('role', roleStreams[role]!)] as const));
    const barred = await this.barred(approval);
    const named = [...new Set([...peopleNamed(approval), ...roles.flatMap(([, role]) => holdersOf(role))])];
    const aliases = await this.aliasesAmong([...new Set([...named, approval.requestedBy, ...barred])]);
    const people = [...new Set(named.map((each) => aliases[each] ?? each))];
    const absent: string[] = [];
    const left: string[] = [];
    for (const each of people) {
      const account = await this.accountOf(each);
      if (account === 'gone' || (account && standing(account) !== 'present')) absent.push(each);
      else if (companyId !== undefined && hasLeft(account, companyId)) left.push(each);
    }
    const known = Object.keys(aliases).length > 0 ? { aliases } : {};
    return { command: { type: 'ResolveApprovers', roleStreams, absent, left, barred, ...known }, facts: Object.fromEntries(roles) };
  }

  /** Those of these ids that are further ones of a person; each id is asked for once. */
  private async aliasesAmong(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const unknown = ids.filter((id) => !this.persons.has(id));
    const found = unknown.length === 0 ? {} : await this.transaction((tx) => personsOf(tx, unknown));
    for (const id of unknown) this.persons.set(id, found[id] ?? id);
    return Object.fromEntries(ids.flatMap((id) => (this.persons.get(id) === id ? [] : [[id, this.persons.get(id)!]])));
  }

  /** `gone`: what belonged to the person is erased, their name here with it. Undefined: a person without an account. */
  private async accountOf(principalId: string): Promise<Account | 'gone' | undefined> {
    const externalId = await this.externalIdOf(principalId);
    return externalId === undefined ? 'gone' : this.read<Account>('account', externalId.slice(person.length));
  }

  private externalIdOf(principalId: string): Promise<string | undefined> {
    const known = this.names.get(principalId);
    if (known) return known;
    const found = this.transaction(async (tx) => (await externalIdsOf(tx, [principalId]))[0]?.externalId);
    this.names.set(principalId, found);
    return found;
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

  private read<S>(process: string, id: string): Promise<S | undefined> {
    const streamId = streamIdOf(process, id);
    const known = this.states.get(streamId) ?? this.engine.read(streamId).then((found) => found?.state);
    this.states.set(streamId, known);
    return known as Promise<S | undefined>;
  }
}
