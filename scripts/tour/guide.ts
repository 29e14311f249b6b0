import { setTimeout as delay } from 'node:timers/promises';
import { HttpDriver, provenBy, sender, type Api, type Applicant, type By, type CommandStep, type Reply } from '#journey';
import type { Story } from './story';

export interface Process {
  id: string;
  state: string;
  version: number;
  subjectId: string;
  deadlines: { command: string; dueAt: string }[];
  allowed: string[];
  links: { self: string; workflow: string };
  [field: string]: unknown;
}
export interface Problem {
  code: string;
  availableAt?: string;
}
interface Workflow {
  temporalUi?: string;
  status: string;
}

/** The person of the tour. */
export interface Person {
  who: Applicant;
  account: Process;
  service: Api;
  /** The service, acting for this person. */
  own: Api;
}

const toldWithinMs = 10_000;
const askEveryMs = 100;

/** What every chapter needs: the steps of the journey, the operator, the clock, the phone, and a look into Temporal. */
export class Guide {
  readonly journey: HttpDriver<Reply<unknown>>;

  constructor(
    readonly operator: Api,
    readonly service: Api,
    readonly story: Story,
    private readonly simulatorUrl: string,
  ) {
    this.journey = new HttpDriver(sender(operator, service));
  }

  /** Takes the next step, with any answer. */
  readonly take = (step: CommandStep, by?: By): Promise<Reply<Process & Problem>> =>
    this.journey.perform(step, by) as Promise<Reply<Process & Problem>>;

  /** A person with their own token, by no service: as administrators come. */
  async alone(userId: string): Promise<Api> {
    const token = await provenBy(this.simulatorUrl)(userId);
    return this.operator.withKey(token.replace('Bearer ', ''));
  }

  /** Shows the state of a process, and its page in Temporal. */
  async show({ links, state, deadlines }: Process): Promise<void> {
    const waits = deadlines.map(({ command, dueAt }) => `${command} on ${dueAt}`);
    this.story.tell(`${links.self}: ${state}; waits for ${waits.length > 0 ? waits.join(', ') : 'nothing'}`);
    const workflow = await this.startedWorkflow(links.workflow);
    if (workflow.temporalUi) this.story.tell(`in Temporal (${workflow.status}): ${workflow.temporalUi}`);
  }

  async advance(by: string): Promise<void> {
    const { now, steps } = await this.journey.advance(by);
    this.story.tell(`… ${by} later it is ${now} (${steps} deadlines on the way)`);
  }

  /** The messages to the phone, newest last. */
  messages(phone: string): Promise<string[]> {
    return this.journey.messages(phone);
  }

  /** The companies whose directory has the account. */
  async directoriesWith(accountId: string): Promise<string[]> {
    const response = await fetch(`${this.simulatorUrl}/directory-entries?accountId=${accountId}`);
    const { items } = (await response.json()) as { items: { companyId: string; removed: boolean }[] };
    return items.filter(({ removed }) => !removed).map(({ companyId }) => companyId);
  }

  /** The workflow starts a moment after the answer of the command. @throws if it does not report within 10 s */
  private async startedWorkflow(path: string): Promise<Workflow> {
    for (const deadline = Date.now() + toldWithinMs; ; await delay(askEveryMs)) {
      const { status, body } = await this.operator.get<Workflow>(path);
      if (status === 200 && body.status !== 'gone') return body;
      if (Date.now() > deadline) throw new Error(`${path} answers ${status} ${JSON.stringify(body)}`);
    }
  }
}
