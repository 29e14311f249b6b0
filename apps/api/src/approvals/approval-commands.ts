import { Inject, Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import {
  companiesOf,
  isForbidden,
  managersOf,
  matters,
  mayBeAskedFor,
  policyByClass,
  rolesAsked,
  type Account,
  type ApprovalPolicy,
  type CommandOf,
} from '#domain';
import { Engine, streamIdOf, type CallerCommand, type SealedValue } from '#engine';
import { Database, type ClockMode } from '#event-store';
import { readProcesses, whoStandsFor, type ProcessRow } from '#read-models';
import { actorOf, actorsOf, isFor, keyOfWord, type Authority, type Person } from '../authority/authority';
import { belonging, roleStreamsOf } from '../authority/belonging';
import type { Call } from '../authority/call';
import { keepsAdmins, mustBePresent, rolesLeftBy } from '../authority/holders';
import { Naming } from '../authority/naming';
import { People, userIdOf } from '../authority/people';
import { refuseStanding } from '../authority/standing';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { processOfRow } from '../process/view';
import { clockMode } from '../tokens';
import { ActingForOthers, type ForOthers } from './acting-for-others';
import { ActorFacts } from './actor-facts';
import { answerOf, Merges } from './merges';

type Command = CommandOf<'approval'>;
interface Task {
  id: string;
  taskId: string;
}

/**
 * The commands of callers to approvals.
 * A caller who may not see an approval gets 404, before the command, before a replay, and again under lock; one who may
 * not decide it gets the 403 of the domain.
 */
@Injectable()
export class ApprovalCommands {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly people: People,
    private readonly naming: Naming,
    private readonly facts: ActorFacts,
    private readonly others: ActingForOthers,
    private readonly merges: Merges,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /** A person asks for what his company does: of another one he learns nothing, whether he calls or is named. */
  async open(body: BodyOf<'approval', 'OpenApproval'>, call: Call) {
    const { policyId, requestedBy, managers = [], classification, context } = body;
    const { type, id } = body.matter;
    if (!mayBeAskedFor(type)) throw refusal('matter-type-unknown');
    const what = { matter: { type, id }, ...(classification && { classification }) };
    if (isForbidden(what)) throw refusal('export-forbidden');
    const policy = policyByClass(what) ?? matters[type].policy;
    if (policyId !== undefined && policyId !== policy.id) throw refusal('policy-unknown');
    const { authority } = call;
    const person = await this.personAsking(requestedBy, authority);
    const companyId = body.companyId ?? (await this.companyOf(person, authority));
    if (!isFor(authority, companyId)) throw new Refusal(hideProcess(streamIdOf('company', companyId)));
    const belongs = await this.findBelonging(companyId, person);
    const { caller } = call;
    const subjectId = this.engine.idFor(caller, 'subject');
    const asking = person?.principalId ?? actorOf(authority);
    const asked = {
      type: 'OpenApproval' as const,
      ...what,
      companyId,
      subjectId,
      requestedBy: asking,
      roleStreams: { ...this.roleStreams(policy, companyId), ...belongs?.roleStreams },
      furtherRoles: roleStreamsOf(this.engine.ids, companyId),
      ...(belongs && { accountId: belongs.accountId }),
    };
    const refused: CallerCommand['permit'] = (streams) => {
      if (belongs?.saidBy(streams) === false) return { code: 'not-found' };
      return belongs && refuseStanding(streams.get(streamIdOf('account', belongs.accountId)));
    };
    const seal = sealedContext(subjectId, context);
    const approvalId = this.engine.idFor(caller, 'approval');
    return this.naming.by(managers, companyId, authority, async ({ principals, naming, refuse }) => {
      const named = [asking, ...principals, ...(belongs?.managers ?? [])];
      const { aliases, delegates } = await whoStandsFor(this.database, named, { requester: asking, companyId }, this.clock);
      const command: Command = { ...asked, aliases, ...(delegates.length > 0 && { delegates }), managers: principals };
      const permit: typeof refused = (streams, claims) => refused(streams, claims) ?? refuse(streams);
      return this.processes.command({ process: 'approval', id: approvalId, command, permit, seal, ...naming }, call, { opens: true });
    });
  }

  async decide(id: string, { decision: said, returnTo, reason, taskId, merge }: BodyOf<'approval', 'DecideTask'>, call: Call) {
    const decision = said === 'merge' ? 'approve' : said;
    const { actor, ...others } = actorsOf(call.authority);
    const restsOn = keyOfWord(call.authority);
    const { row, forOthers } = await this.others.find(id, call.authority);
    const command = (approval: ProcessRow): Command => ({
      type: 'DecideTask',
      actor,
      ...others,
      ...(restsOn !== undefined && { restsOn }),
      decision,
      ...(returnTo !== undefined && { returnTo }),
      ...this.facts.of(approval, call.authority),
      ...forOthers,
      ...(taskId !== undefined && { taskId }),
      ...(reason && { reasonCode: reason.code }),
      ...(said === 'merge' && { answer: answerOf(merge) }),
    });
    return this.processes.runOn('approval', row, command, call, async (approval) => ({
      seal: [...sealedReason(approval, actor, reason?.text), ...(await this.merges.numberFor(approval, merge, call.authority))],
      ...(decision === 'approve' && (await this.askedOfOperators(approval))),
    }));
  }

  /**
   * What has changed since the first operator asked: the person to be ended may have become the last super admin of a
   * company (D10), the one to get a right may be leaving, or gone.
   */
  private async askedOfOperators({ state }: ProcessRow): Promise<Pick<CallerCommand, 'permit' | 'reads'>> {
    const { forces, grants } = state as { forces?: { accountId: string }; grants?: { principalId: string } };
    if (forces) return keepsAdmins(await rolesLeftBy(this.database, forces.accountId));
    return grants ? mustBePresent(this.database, grants.principalId) : {};
  }

  async onTask(type: 'TakeTask' | 'ReleaseTask' | 'TakeTaskBack', { id, taskId }: Task, call: Call) {
    const { row, forOthers } = await this.others.find(id, call.authority);
    return this.processes.runOn('approval', row, { type, ...this.actorOn(row, call.authority), ...forOthers, taskId }, call);
  }

  /** Nobody is named anew by it: who is known nowhere belongs to no company. */
  async delegate({ id, taskId }: Task, { to, until }: BodyOf<'approval', 'DelegateTask'>, call: Call) {
    const { authority } = call;
    const { row, forOthers } = await this.others.find(id, authority);
    const person = await this.people.findPerson(userIdOf(to), authority.companies);
    if (!person) throw refusal('delegate-not-a-member');
    const command: Command = {
      type: 'DelegateTask',
      ...this.actorOn(row, authority),
      ...forOthers,
      delegations: await this.withRequesters(row, forOthers, [person.principalId, ...(person.aliases ?? [])]),
      taskId,
      to: person.principalId,
      delegateAccountId: person.userId,
      ...(person.aliases && { aliasesOfDelegate: person.aliases }),
      ...(until !== undefined && { until: Date.parse(until) }),
    };
    return this.processes.runOn('approval', row, command, call, () => ({ names: [person.principalId] }));
  }

  /** The delegations that bear on the actor, and those by which the other person acts for the requester. */
  private async withRequesters(row: ProcessRow, { delegations = [] }: ForOthers, other: readonly string[]) {
    const known = new Set(delegations.map(({ delegationId }) => delegationId));
    const further = (await this.others.ofRequester(row, other)) ?? [];
    return [...delegations, ...further.filter(({ delegationId }) => !known.has(delegationId))];
  }

  /** Who acts on an approval as one who may decide it. */
  actorOn(approval: Pick<ProcessRow, 'companyId' | 'state'>, authority: Authority) {
    return { ...actorsOf(authority), ...this.facts.of(approval, authority) };
  }

  /**
   * A service may ask for any person; a person asks only in their own name. Undefined: a service asks in its own name.
   */
  private async personAsking(named: string | undefined, { person, scopes, companies }: Authority): Promise<Person | undefined> {
    const userId = named === undefined ? undefined : userIdOf(named);
    if (userId === undefined || userId === person?.userId) return person;
    if (person) throw refusal('forbidden');
    if (!scopes.includes('act-for')) throw refusal('forbidden', { unmet: ['act-for'] });
    const asking = await this.people.findPerson(userId, companies);
    // An unknown person belongs to no company.
    if (!asking) throw refusal('not-found');
    if (asking.leaving) throw refusal('account-frozen');
    return asking;
  }

  /**
   * The company of a requester who names none, as far as the key is for it.
   * @throws Refusal `company-missing` where they are a member of none, or of several
   */
  private async companyOf(person: Person | undefined, authority: Authority): Promise<string> {
    const account = person && (await this.processes.read('account', person.userId));
    const [companyId, ...others] = companiesOf(account?.state).filter((each) => isFor(authority, each));
    if (companyId === undefined || others.length > 0) throw refusal('company-missing');
    return companyId;
  }

  /**
   * @throws Refusal `not-found` for an unknown company and for one that the person does not belong to: nobody can tell
   * the two apart.
   */
  private async findBelonging(companyId: string, person: Person | undefined) {
    const belongs = person && belonging(this.engine.ids, companyId, person);
    const company = streamIdOf('company', companyId);
    const found = await readProcesses(this.database, [company, ...(belongs?.streamIds ?? [])]);
    if (!found.has(company)) throw refusal('not-found');
    found.forEach((row) => void processOfRow(row));
    if (belongs?.saidBy(found) === false) throw new Refusal(hideProcess(company));
    const account = belongs && (found.get(streamIdOf('account', belongs.accountId))?.state as Account | undefined);
    return belongs && { ...belongs, managers: managersOf(account, companyId) };
  }

  private roleStreams(policy: ApprovalPolicy, companyId: string): Record<string, string> {
    return Object.fromEntries(rolesAsked(policy).map((role) => [role, this.engine.ids.role(companyId, role)]));
  }
}

const sealedContext = (subjectId: string, context: Readonly<Record<string, string>> | undefined): SealedValue<'approval'>[] =>
  context ? [{ subjectId, dataClass: 'context', field: 'context', value: JSON.stringify(context) }] : [];

/**
 * The vault keeps a text that a person wrote, under the subject of the approval; events keep the code.
 * The field names approval and approver: a subject may have two approvals, and one person may decide in both.
 */
function sealedReason({ id, subjectId }: ProcessRow, actor: string, text: string | undefined): SealedValue<'approval'>[] {
  if (text === undefined || subjectId === undefined) return [];
  return [{ subjectId, dataClass: 'reasons', field: `reason:${id}:${actor}`, value: text }];
}
