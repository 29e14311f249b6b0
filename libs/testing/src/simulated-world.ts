import { eventually } from './eventually';

export interface ProviderCall {
  kind: string;
  key: string;
  /** How often it came with this key. */
  seen: number;
  status: number | null;
}

/** The simulator of an installation's providers: the calls that it got, and its faults. */
export interface SimulatedWorld {
  /**
   * Endpoint: `messages`, `identity-checks`, `directory-entries`, `directory-removals`, `data-holders` or the name of
   * one step.
   */
  breaks(
    endpoint: string,
    fault: {
      mode: 'unavailable' | 'refuse' | 'slow' | 'lose-answer' | 'pending' | 'unconfirmed';
      times?: number;
      delayMs?: number;
      reason?: string;
    },
  ): Promise<void>;
  /**
   * A provider decides a pending call, and calls Tenure back. @returns the status of each answer; undefined if there
   * was none.
   */
  decides(key: string, decision: { outcome: string; reason?: string; times?: number }): Promise<number[] | undefined>;
  /** The entries of an account in the directory, past ones included. */
  entries(accountId: string): Promise<{ companyId: string; positionId: string; removed: boolean }[]>;
  /** Everything works again. */
  heals(): Promise<void>;
  /** One entry for each key; only those of one process if its stream is named. */
  calls(kind: string, streamId?: string): Promise<ProviderCall[]>;
  /** Waits for the first call of this kind, performed or not. */
  isCalled(kind: string, streamId: string): Promise<unknown>;
  /** The messages to a phone, without one-time codes. */
  texts(phone: string): Promise<string[]>;
  /** The notices to a person, by the public id, about one process. */
  notices(person: string, about: string): Promise<string[]>;
  /** The newest one-time code of a phone. */
  code(phone: string): Promise<string>;
}

const codePattern = /\b\d{6}\b/;

export function simulatedWorld(url: string): SimulatedWorld {
  const get = async <T>(path: string) =>
    ((await (await fetch(url + path, { headers: { connection: 'close' } })).json()) as { items: T[] }).items;
  const messages = async (phone: string) =>
    (await get<{ text: string }>(`/messages?to=${encodeURIComponent(phone)}`)).map(({ text }) => text);
  const calls = (kind: string, streamId = '') =>
    get<ProviderCall>(`/calls?kind=${kind}&keyPrefix=${encodeURIComponent(streamId === '' ? '' : `${streamId}:`)}`);
  return {
    breaks: async (endpoint, fault) => {
      const { status } = await fetch(`${url}/faults/${endpoint}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      if (status !== 204) throw new Error(`the simulator takes no such fault: ${status}`);
    },
    decides: async (key, decision) => {
      const answer = await fetch(`${url}/callbacks/${encodeURIComponent(key)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(decision),
      });
      return ((await answer.json()) as { statuses?: number[] }).statuses;
    },
    entries: (accountId) => get(`/directory-entries?accountId=${accountId}`),
    heals: async () => void (await fetch(`${url}/faults`, { method: 'DELETE' })),
    calls,
    isCalled: (kind, streamId) =>
      eventually(
        `${kind} is called`,
        () => calls(kind, streamId),
        ({ length }) => length > 0,
      ),
    texts: async (phone) => (await messages(phone)).filter((text) => !codePattern.test(text)),
    notices: async (person, about) => (await messages(`user:${person}`)).filter((text) => text.includes(about)),
    code: async (phone) => codePattern.exec((await messages(phone)).findLast((text) => codePattern.test(text)) ?? '')?.[0] ?? '',
  };
}
