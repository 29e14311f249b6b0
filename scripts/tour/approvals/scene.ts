import { randomUUID } from 'node:crypto';
import type { Api, Reply } from '#journey';
import type { Guide, Problem, Process } from '../guide';

/** The people of this tour: Li asks for approvals, the others confirm them. */
export const names = ['Li', 'Ann', 'Ben', 'Cai', 'Dan', 'Eva', 'Sun', 'Ivo'] as const;
export type Name = (typeof names)[number];
/** `Sun alone`: with her own token, as an administrator of her company; everybody else by the service. */
type By = Name | 'Sun alone' | 'operator';

export interface Approval extends Process {
  round: number;
  expiresAt: string;
  workingDays?: { calendarId: string; version: string; provisional: boolean };
  stages: { state: string; slots: { filled: boolean; tasks: Task[] }[] }[];
  evidence?: { requestedAt: string; endedAt?: string; expiresAt: string }[];
  voided?: { taskId: string }[];
  decidedBy?: { kind: string; id: string; for?: string };
}
interface Task {
  taskId: string;
  assignee: string;
  state: string;
  decidedBy?: string;
}

/** So much of a body shows what it says. */
const shownCharacters = 200;
const nameColumn = 10;

/** A company with its people. Each call is shown as it is sent, with what is answered. */
export class Scene {
  constructor(
    readonly guide: Guide,
    readonly companyId: string,
    private readonly accounts: Readonly<Record<Name, string>>,
  ) {}

  get story() {
    return this.guide.story;
  }

  /** As bodies of calls name the person. */
  person(name: Name): string {
    return `user:${this.accounts[name]}`;
  }

  userId(name: Name): string {
    return this.accounts[name];
  }

  post<T = Approval>(by: By, path: string, body: object = {}, key: string = randomUUID()): Promise<Reply<T & Problem>> {
    return this.show(by, 'POST', path, body, (api) => api.post(path, body, { 'idempotency-key': key }));
  }

  put<T = Process>(by: By, path: string, body: object): Promise<Reply<T & Problem>> {
    return this.show(by, 'PUT', path, body, (api) => api.put(path, body));
  }

  get<T = Approval>(by: By, path: string): Promise<Reply<T & Problem>> {
    return this.show(by, 'GET', path, undefined, (api) => api.get(path));
  }

  /** @returns the answer's body. @throws unless it is accepted */
  async made<T = Approval>(by: By, path: string, body: object): Promise<T> {
    const reply = await this.post<T>(by, path, body);
    if (reply.status >= 300) throw new Error(`${path} is answered ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  /** Li asks for the approval of a document. */
  ask(): Promise<Approval> {
    return this.made('Li', '/v1/approvals', { matter: { type: 'document-export', id: randomUUID() }, companyId: this.companyId });
  }

  decide(by: Name, { id }: { id: string }, body: object = { decision: 'approve' }): Promise<Reply<Approval & Problem>> {
    return this.post(by, `/v1/approvals/${id}/decisions`, body);
  }

  tellDeadlines({ deadlines }: Process): void {
    for (const { command, dueAt } of deadlines) this.story.tell(`${command.padEnd(22)} ${dueAt}`);
  }

  /** What the person was told, newest last. */
  async tellNotices(name: Name): Promise<string[]> {
    const texts = await this.guide.messages(this.person(name));
    this.story.tell(`${name} was told: ${texts.at(-1) ?? 'nothing'}`);
    return texts;
  }

  private async apiOf(by: By): Promise<Api> {
    const { guide, accounts } = this;
    if (by === 'operator') return guide.operator;
    return by === 'Sun alone' ? guide.alone(accounts.Sun) : guide.service.actingFor(accounts[by]);
  }

  private async show<T>(by: By, method: string, path: string, body: object | undefined, send: (api: Api) => Promise<Reply<T>>) {
    const api = await this.apiOf(by);
    this.story.tell(`${by.padEnd(nameColumn)}${method} ${path} ${body ? shortened(body) : ''}`.trimEnd());
    const reply = await send(api);
    const { code, state } = reply.body as { code?: string; state?: string };
    this.story.tell(`${''.padEnd(nameColumn)}${[reply.status, code ?? state].filter(Boolean).join(' ')}`);
    return reply as Reply<T & Problem>;
  }
}

function shortened(body: object): string {
  const text = JSON.stringify(body);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
