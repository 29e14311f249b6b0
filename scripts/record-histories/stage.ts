import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { HttpDriver, sender, type Api } from '#journey';
import type { History, Recorder } from './recorder';

const reachedWithinMs = 20_000;
const lookEveryMs = 50;

/** What every cast needs: the steps of a journey, the API, the clock, and the fault switches of the simulator. */
export class Stage {
  readonly journey: HttpDriver;

  constructor(
    readonly api: Api,
    readonly service: Api,
    private readonly simulatorUrl: string,
    readonly client: Client,
    readonly recorder: Recorder,
  ) {
    this.journey = new HttpDriver(sender(api, service));
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    const answer = await this.api.post(path, body);
    if (answer.status >= 300) throw new Error(`${path} answers ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Waits until the process is in this state. @throws after 20 s. */
  async until(path: string, state: string): Promise<void> {
    const standing = async () => (await this.api.get<{ state: string }>(path)).body.state;
    await waitForAnswer(async () => (await standing()) === state || undefined, `${path} does not come to be ${state}`);
  }

  async advance(by: string): Promise<void> {
    await this.journey.advance(by);
    console.log(`… ${by} later`);
  }

  async breaks(endpoint: string, fault: Record<string, unknown>): Promise<void> {
    await this.simulator('PUT', `/faults/${endpoint}`, fault);
  }

  async mends(): Promise<void> {
    await this.simulator('DELETE', '/faults');
  }

  /** Lets a provider decide its pending call about this process, and call back. @throws after 20 s without a call */
  async callsBack(kind: string, workflowId: string, outcome: string): Promise<void> {
    const key = await this.callsFor(kind, workflowId);
    await this.simulator('POST', `/callbacks/${encodeURIComponent(key)}`, { outcome });
  }

  /** Waits for the first call of this kind about this process. @returns its key. @throws after 20 s without one */
  callsFor(kind: string, workflowId: string): Promise<string> {
    const query = `kind=${kind}&keyPrefix=${encodeURIComponent(`${workflowId}:`)}`;
    const taken = async () => (await this.listed<{ key: string }>(`/calls?${query}`))[0]?.key;
    return waitForAnswer(taken, `${workflowId} does not ask for ${kind}`);
  }

  /** Every call that the providers got, with the status of its answer, and every message that they sent. */
  async outside() {
    const calls = await this.listed<{ kind: string; key: string; status: number | null }>('/calls');
    const messages = await this.listed<{ to: string; text: string }>('/messages');
    return {
      calls: calls.map(({ kind, key, status }) => ({ kind, key, status })),
      messages: messages.map(({ to, text }) => ({ to, text })),
    };
  }

  private async listed<T>(path: string): Promise<T[]> {
    return ((await (await this.simulator('GET', path)).json()) as { items: T[] }).items;
  }

  private async simulator(method: string, path: string, body?: object): Promise<Response> {
    const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(this.simulatorUrl + path, { method, ...json });
    if (!response.ok) throw new Error(`the simulator answers ${response.status} to ${method} ${path}`);
    return response;
  }
}

/** Asks until there is an answer. */
async function waitForAnswer<T>(ask: () => Promise<T | undefined>, otherwise: string): Promise<T> {
  for (const deadline = Date.now() + reachedWithinMs; Date.now() < deadline; await delay(lookEveryMs)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(otherwise);
}
export const hasLooked = ({ events }: History) => events!.some(({ markerRecordedEventAttributes: looked }) => looked);
export const hasRung = ({ events }: History) => events!.some(({ timerFiredEventAttributes: rung }) => rung);
export const isOver = ({ events }: History) => events!.some(({ workflowExecutionCompletedEventAttributes: completed }) => completed);
