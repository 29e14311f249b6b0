import { setTimeout as delay } from 'node:timers/promises';
import type { Api, Reply } from './api';
import type { Story } from './story';

interface Process {
  id: string;
  state: string;
  version: number;
  subjectId: string;
  deadlines: { command: string; dueAt: string }[];
  allowed: string[];
  links: { self: string; workflow: string };
  [field: string]: unknown;
}
interface Problem {
  code: string;
  availableAt?: string;
}
interface Workflow {
  temporalUi?: string;
  status: string;
}
interface Message {
  text: string;
}
interface Line {
  step: string;
  dataClass: string;
  state: string;
  at?: string;
  detail?: string;
}

/** One account's way out: it grows, it leaves and comes back, it leaves for good, and its number comes free for somebody else. */
export class Tour {
  private readonly phone = randomNumber();
  private service!: Api;

  constructor(
    private readonly operator: Api,
    private readonly story: Story,
  ) {}

  async run(): Promise<void> {
    const account = await this.takeIn();
    await this.grow(account);
    await this.leaveAndComeBack(account);
    const deregistration = await this.leave(account);
    await this.purge(account, deregistration);
    await this.release(account, deregistration);
  }

  private async takeIn(): Promise<Process> {
    const { story, operator } = this;
    story.step('An operator gives a backend service its key, and takes a person in');
    const key = await operator.post<{ key: string }>('/v1/api-keys', {
      name: 'tour',
      roles: ['service'],
      scopes: ['accounts:read', 'accounts:write', 'deregistrations:read', 'deregistrations:write', 'identifiers:check', 'act-for'],
    });
    story.expect('the service has a key', key.status, 201);
    const taken = await operator.post<Process>('/v1/accounts', { phone: this.phone, name: 'A. Traveller' });
    story.expect('the account is there and active', [taken.status, taken.body.state, taken.body.tier], [201, 'active', 0]);
    this.service = operator.withKey(key.body.key).actingFor(taken.body.id);
    await this.show(taken.body);
    return taken.body;
  }

  private async grow({ id }: Process): Promise<void> {
    const { story } = this;
    story.step('Its permissions grow with time: day 8, day 31');
    await this.advance('P8D');
    const week = await this.service.get<Process>(`/v1/accounts/${id}`);
    story.expect('on day 8 it has tier 1', week.body.tier, 1);
    await this.advance('P23D');
    const month = await this.service.get<Process>(`/v1/accounts/${id}`);
    story.expect('on day 31 it has tier 2', month.body.tier, 2);
    story.tell(`capabilities: ${(month.body.capabilities as string[]).join(', ')}`);
  }

  private async leaveAndComeBack({ id }: Process): Promise<void> {
    const { story, service } = this;
    story.step('The person leaves; the account is frozen at once');
    const before = await service.get<Process>(`/v1/accounts/${id}`);
    const unfinished = await service.post<Problem>('/v1/deregistrations', {
      accountId: id,
      checklist: { appsUnbound: true, groupsLeft: false },
    });
    story.expect('not before all groups are left', [unfinished.status, unfinished.body.code], [409, 'preconditions-unmet']);
    const opened = await this.open(id);
    story.expect('the account is frozen', (await service.get<Process>(`/v1/accounts/${id}`)).body.state, 'frozen');

    story.step('Ten days later the person comes back, with a code to the original phone');
    await this.advance('P10D');
    const sent = await service.post<{ challengeId: string }>(`/v1/deregistrations/${opened.id}/challenges`);
    story.expect('a code was sent', sent.status, 201);
    const messages = await this.messages();
    const code = /\b\d{6}\b/.exec(messages.map(({ text }) => text).find((text) => /\b\d{6}\b/.test(text)) ?? '')?.[0];
    const wrong = await service.post<Problem>(`/v1/deregistrations/${opened.id}/revocation`, {
      challengeId: sent.body.challengeId,
      code: code === '000000' ? '000001' : '000000',
    });
    story.expect('a wrong code is refused', [wrong.status, wrong.body.code], [422, 'code-invalid']);
    const undone = await service.post<Process>(`/v1/deregistrations/${opened.id}/revocation`, { challengeId: sent.body.challengeId, code });
    story.expect('the right one undoes it', [undone.status, undone.body.state], [200, 'revoked']);
    const after = await service.get<Process>(`/v1/accounts/${id}`);
    const plain = ({ version: _version, updatedAt: _updatedAt, ...account }: Process) => account;
    story.expect('the account is exactly what it was', plain(after.body), plain(before.body));
  }

  private async leave({ id }: Process): Promise<Process> {
    const { story } = this;
    story.step('The person leaves again, for good');
    const opened = await this.open(id);
    await this.advance('P13D');
    const reminders = (await this.messages()).filter(({ text }) => text.startsWith('Reminder')).length;
    story.expect('three reminders went to the phone by now, one before the undo', reminders, 3);
    const cooling = await this.service.get<Process>(`/v1/deregistrations/${opened.id}`);
    story.expect('on day 13 it can still be undone', [cooling.body.state, cooling.body.allowed], ['cooling_off', ['RevokeDeregistration']]);
    return opened;
  }

  private async purge(account: Process, { id }: Process): Promise<void> {
    const { story, operator } = this;
    story.step('Day 14: the purge, step by step, each with a receipt');
    await this.advance('P1D');
    const purged = await operator.get<Process>(`/v1/deregistrations/${id}`, { prefer: 'wait=20' });
    story.expect('the purge is done', purged.body.state, 'retained');
    await this.receipts(id);
    await this.show(purged.body);
    story.expect('the account is gone', (await operator.get<Process>(`/v1/accounts/${account.id}`)).body.state, 'purged');
    const early = await operator.post<Problem>('/v1/accounts', { phone: this.phone });
    story.expect('its number cannot be taken yet', [early.status, early.body.code], [409, 'phone-in-cooldown']);
    story.tell(`free from ${early.body.availableAt} on`);
  }

  private async release(account: Process, { id }: Process): Promise<void> {
    const { story, operator } = this;
    story.step('Day 44: the company directory forgets, too');
    await this.advance('P30D');
    const lines = await this.receipts(id);
    story.expect('the directory entry is erased', lines.find(({ step }) => step === 'eraseDirectoryEntry')?.state, 'done');

    story.step('Day 45: the number is free, the last key destroyed, and somebody else takes the number');
    await this.advance('P1D');
    const closed = await operator.get<Process>(`/v1/deregistrations/${id}`);
    story.expect('the deregistration is closed', [closed.body.state, closed.body.outcome], ['closed', 'closed']);
    const next = await operator.post<Process>('/v1/accounts', { phone: this.phone, name: 'B. Newcomer' });
    story.expect('another account takes the number', [next.status, next.body.state], [201, 'active']);
    story.expect('it is another person', next.body.subjectId === account.subjectId, false);
    await this.show(next.body);
  }

  private async open(accountId: string): Promise<Process> {
    const opened: Reply<Process> = await this.service.post('/v1/deregistrations', {
      accountId,
      checklist: { appsUnbound: true, groupsLeft: true },
    });
    this.story.expect('a deregistration is open', [opened.status, opened.body.state], [201, 'cooling_off']);
    await this.show(opened.body);
    return opened.body;
  }

  private async show(process: Process): Promise<void> {
    const waits = process.deadlines.map(({ command, dueAt }) => `${command} on ${dueAt}`);
    this.story.tell(`${process.links.self}: ${process.state}; waits for ${waits.length > 0 ? waits.join(', ') : 'nothing'}`);
    const workflow = await this.startedWorkflow(process.links.workflow);
    if (workflow.temporalUi) this.story.tell(`in Temporal (${workflow.status}): ${workflow.temporalUi}`);
  }

  /** The command was answered before Temporal heard of it: its workflow starts a moment later. */
  private async startedWorkflow(path: string): Promise<Workflow> {
    for (let tries = 0; ; tries += 1) {
      const { body } = await this.operator.get<Workflow>(path);
      if (body.status !== 'gone' || tries === 50) return body;
      await delay(100);
    }
  }

  private async receipts(id: string): Promise<Line[]> {
    const { body } = await this.operator.get<Line[]>(`/v1/deregistrations/${id}/receipts`);
    for (const { step, dataClass, state, at, detail } of body)
      this.story.tell(`${step.padEnd(20)} ${dataClass.padEnd(18)} ${state.padEnd(8)} ${at ?? ''} ${detail ?? ''}`);
    return body;
  }

  private async advance(by: string): Promise<void> {
    const { status, body } = await this.operator.post<{ now: string; steps: number }>('/dev/clock/advance', { by });
    if (status >= 300) throw new Error(`the clock could not be advanced: ${status} ${JSON.stringify(body)}`);
    this.story.tell(`… ${by} later it is ${body.now} (${body.steps} deadlines on the way)`);
  }

  private async messages(): Promise<Message[]> {
    const { body } = await this.operator.get<{ items: Message[] }>(`/dev/messages?to=${encodeURIComponent(this.phone)}`);
    return body.items;
  }
}

/** Every tour has a number of its own, so that it may be repeated on one installation. */
const randomNumber = () => `+86138${String(Math.floor(Math.random() * 100_000_000)).padStart(8, '0')}`;
