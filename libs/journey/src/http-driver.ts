import { setTimeout as delay } from 'node:timers/promises';
import { processOf, type Instant } from '#domain';
import { callOf, collections, type By, type Known } from './calls';
import type { Done, Driver, ProcessName, Standing } from './driver';
import type { CommandStep, Name, StepName } from './step';
import { readIds, readRegistrationIds, type NamedId } from './read-ids';

type Body = Record<string, unknown>;

export interface HttpReply {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a body is as loose as JSON is: each reader says what it expects of it
  body: any;
}

export interface Request {
  /** Undefined if the driver itself asks. */
  step?: StepName;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
  by: By;
  headers?: Record<string, string>;
}

/** What differs between installations. By default the driver asks the embedded stack, with its worker running. */
export interface Surroundings {
  code?(phone: string): Promise<string>;
  settle?(): Promise<void>;
  pass?(time: Instant): Promise<void>;
}

const codePattern = /\b\d{6}\b/;
const askEveryMs = 5;
const leavesWithinMs = 60_000;

/** Runs a journey through the API. Its ids are those of the answers. */
export class HttpDriver<R extends HttpReply = HttpReply> implements Driver<R & Done> {
  readonly #ids: Map<string, string>;

  /** `ids`: what another driver has learned, to go on from there. */
  constructor(
    private readonly send: (request: Request) => Promise<R>,
    private readonly surroundings: Surroundings = {},
    ids: Readonly<Record<string, string>> = {},
  ) {
    this.#ids = new Map(Object.entries(ids));
  }

  /** Every id that an answer has shown, by kind and name. */
  ids(): Record<string, string> {
    return Object.fromEntries(this.#ids);
  }

  /** `by`: a caller other than the usual one of this step. */
  async perform(step: CommandStep, by?: By): Promise<R & Done> {
    const call = await callOf(step, this.known);
    const reply = await this.send({ ...call, ...(by && { by }) });
    const body = reply.body as Body;
    if (reply.status >= 300) return { ...reply, code: String(body.code) };
    this.#learn(readIds(step, body));
    return reply;
  }

  /** The same, if only an accepted step will do. @throws with the answer instead */
  async take(step: CommandStep, by?: By): Promise<R> {
    const reply = await this.perform(step, by);
    if (reply.code !== undefined) throw new Error(`${step.step} is answered ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  }

  /** @throws if no answer has shown it */
  id(kind: string, name: Name): string {
    const id = this.#ids.get(`${kind}:${name}`);
    if (id === undefined) throw new Error(`no answer has shown the ${kind} ${name}`);
    return id;
  }

  async show(process: ProcessName, name: Name, headers: Record<string, string> = {}): Promise<R> {
    const reply = await this.send({ method: 'GET', path: `${collections[process]}/${this.id(process, name)}`, by: 'operator', headers });
    if (process === 'registration') this.#learn(readRegistrationIds(name, reply.body as Body));
    return reply;
  }

  async standing(process: ProcessName, name: Name): Promise<Standing> {
    if (!this.#ids.has(`${process}:${name}`)) return { status: 'none', allowed: [] };
    const { state, outcome, allowed } = (await this.show(process, name)).body as { state: string; outcome?: string; allowed: string[] };
    return { status: state, ...(outcome !== undefined && { outcome }), allowed };
  }

  async settle(): Promise<void> {
    if (this.surroundings.settle) return this.surroundings.settle();
    for (const key of this.#ids.keys()) {
      const [process, name] = key.split(/:(.*)/s) as [string, string];
      if (process === 'registration' || process === 'deregistration') await this.leaves(process, name, processOf(process).passing);
    }
  }

  /** Waits until a process has left all of these states. @returns its answer then. @throws after a minute */
  async leaves(process: ProcessName, name: Name, states: readonly string[]): Promise<R> {
    for (const deadline = Date.now() + leavesWithinMs; Date.now() < deadline; await delay(askEveryMs)) {
      const reply = await this.show(process, name, { prefer: 'wait=20' });
      if (!states.includes(String((reply.body as Body).state))) return reply;
    }
    throw new Error(`the ${process} ${name} does not leave ${states.join(', ')}`);
  }

  async pass(time: Instant): Promise<void> {
    if (this.surroundings.pass) return this.surroundings.pass(time);
    await this.advance(`PT${time / 1_000}S`);
  }

  /** Moves the clock of the embedded stack, from deadline to deadline. `by`: an ISO 8601 duration. */
  async advance(by: string): Promise<{ now: string; steps: number }> {
    const reply = await this.send({ method: 'POST', path: '/dev/clock/advance', by: 'operator', body: { by } });
    if (reply.status >= 300) throw new Error(`the clock could not be advanced: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as { now: string; steps: number };
  }

  readonly known: Known = {
    id: (kind, name) => this.id(kind, name),
    code: (phone) => this.code(phone),
    challenge: async (deregistration) => {
      const path = `${collections.deregistration}/${this.id('deregistration', deregistration)}/challenges`;
      return ((await this.send({ method: 'POST', path, body: {}, by: 'operator' })).body as { challengeId: string }).challengeId;
    },
    reviewOf: async (registration, person) => {
      const { body } = await this.send({ method: 'GET', path: '/v1/approvals?assignee=me', by: { person } });
      const { items } = body as { items: { id: string; matter: { id: string } }[] };
      const found = items.find(({ matter }) => matter.id === this.id('registration', registration));
      if (!found) throw new Error(`nobody asks ${person} to review ${registration}`);
      return found.id;
    },
  };

  /** The newest one-time code of a phone. */
  async code(phone: string): Promise<string> {
    if (this.surroundings.code) return this.surroundings.code(phone);
    const texts = await this.messages(phone);
    return codePattern.exec(texts.findLast((text) => codePattern.test(text)) ?? '')?.[0] ?? '';
  }

  /** The messages to a phone, newest last. */
  async messages(phone: string): Promise<string[]> {
    const { body } = await this.send({ method: 'GET', path: `/dev/messages?to=${encodeURIComponent(phone)}`, by: 'operator' });
    return (body as { items: { text: string }[] }).items.map(({ text }) => text);
  }

  #learn(told: readonly NamedId[]): void {
    for (const [kind, name, id] of told) if (typeof id === 'string') this.#ids.set(`${kind}:${name}`, id);
  }
}
