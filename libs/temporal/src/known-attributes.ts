import { pause } from './pause';
import { registerAttributes, whichRegistered, type OperatorConnection } from './registered-attributes';
import { searchAttributes, type SearchAttributeName } from './search-attributes';

/** What the namespace takes. Programs ask before they set one, so that a missing one stops no workflow and no signal. */
export interface KnownAttributes {
  known(): ReadonlySet<SearchAttributeName>;
  /** Temporal has refused an attribute: none counts as known until the next look, which comes at once. */
  doubt(): void;
}

export interface AttributesWatch {
  connection: OperatorConnection;
  namespace: string;
  /** Adds what is missing; without it the program only asks. */
  registers: boolean;
  /** Ends the looks. */
  signal: AbortSignal;
  /** Receives what is missing when that changes. `error`: why it cannot be added. */
  changed?(missing: readonly SearchAttributeName[], error?: unknown): void;
}

/** Our choice: an attribute that an operator adds is used, and one that they remove is left out, within seconds. */
const missingEveryMs = 5_000;
const knownEveryMs = 15_000;

/**
 * Looks at once and from then on every few seconds, until the signal. While Temporal does not answer, the last answer
 * holds.
 */
export function watchAttributes(watch: AttributesWatch): KnownAttributes {
  const looks = new Looks(watch);
  void looks.run();
  return looks;
}

/** The command by which an operator adds these. */
export const registeringCommand = (namespace: string, missing: readonly SearchAttributeName[]): string =>
  [
    `temporal operator search-attribute create --namespace ${namespace}`,
    ...missing.map((name) => `--name ${name} --type ${typeWord(name)}`),
  ].join(' ');

/** As Temporal's command line spells it: `Keyword`, `Datetime`. */
const typeWord = (name: SearchAttributeName) => searchAttributes[name].type.replace(/\B\w+/, (rest) => rest.toLowerCase());

class Looks implements KnownAttributes {
  private taken: ReadonlySet<SearchAttributeName> = new Set();
  private told = '';
  private early = new AbortController();

  constructor(private readonly watch: AttributesWatch) {}

  known(): ReadonlySet<SearchAttributeName> {
    return this.taken;
  }

  doubt(): void {
    if (this.taken.size === 0) return;
    this.taken = new Set();
    this.early.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.watch;
    while (!signal.aborted) {
      this.early = new AbortController();
      await this.look().catch(() => undefined);
      const pauseMs = this.missing().length > 0 ? missingEveryMs : knownEveryMs;
      await pause(pauseMs, AbortSignal.any([signal, this.early.signal]));
    }
  }

  private async look(): Promise<void> {
    const { connection, namespace, registers } = this.watch;
    this.taken = await whichRegistered(connection, namespace, this.taken);
    if (!registers || this.missing().length === 0) return this.tell();
    const error = await registerAttributes(connection, namespace, this.missing()).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    this.taken = await whichRegistered(connection, namespace, this.taken);
    this.tell(error);
  }

  private tell(error?: unknown): void {
    const missing = this.missing();
    if (missing.join() === this.told || this.watch.signal.aborted) return;
    this.told = missing.join();
    this.watch.changed?.(missing, error);
  }

  private missing(): SearchAttributeName[] {
    return (Object.keys(searchAttributes) as SearchAttributeName[]).filter((name) => !this.taken.has(name));
  }
}
