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
    service: Api,
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
    const query = `kind=${kind}&keyPrefix=${encodeURIComponent(`${workflowId}:`)}`;
    const taken = async () => {
      const { items } = (await (await this.simulator('GET', `/calls?${query}`)).json()) as { items: { key: string }[] };
      return items[0]?.key;
    };
    const key = await waitForAnswer(taken, `${workflowId} does not ask for ${kind}`);
    await this.simulator('POST', `/callbacks/${encodeURIComponent(key)}`, { outcome });
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
export const hasRung = ({ events }: History) => events!.some(({ timerFiredEventAttributes: rung }) => rung);
export const isOver = ({ events }: History) => events!.some(({ workflowExecutionCompletedEventAttributes: completed }) => completed);
