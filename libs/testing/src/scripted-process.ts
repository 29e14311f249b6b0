import type { Begin, Control } from '#engine';

export interface Script {
  status: string;
  deadlines?: { command: string; inMs: number }[];
  /** With `attempts` one that was tried before. */
  owed?: { kind: string; n?: number; attempts?: number }[];
  outcome?: string;
  finished?: boolean;
  /** What an activity reads in the state beside the status. */
  state?: object;
  /** What an accepted timed command does. By default the deadline just goes. */
  elapsed?(process: ScriptedProcess, command: string): void;
  /** What the end of an effect does besides. */
  performed?(process: ScriptedProcess, kind: string): void;
}

/** A process as its workflow sees it, without rules and without a database: the test scripts it. */
export class ScriptedProcess {
  version = 1;
  status: string;
  outcome: string | undefined;
  finished: boolean;
  deadlines: { command: string; dueAt: number }[];
  owed: { effectId: string; kind: string; attempts: number }[] = [];
  /** In the order they were accepted. */
  readonly elapsed: string[] = [];
  readonly performed: string[] = [];
  readonly raised: string[] = [];
  looks = 0;
  asked = 0;
  /** Refuses every timed command. */
  stuck = false;
  /** False: its looks are those of release 0.1.0, which did not say whether it rests. */
  tellsOfRest = true;
  /** Answers of `begin` that come before an honest one. */
  readonly beginnings: Begin[] = [];
  /** The process's clock beside the machine's. */
  offsetMs = 0;
  private held: { begun: () => void; released: Promise<void> } | undefined;
  private readonly watchers = new Set<() => void>();

  constructor(
    readonly streamId: string,
    private readonly script: Script,
  ) {
    this.status = script.status;
    this.outcome = script.outcome;
    this.finished = script.finished ?? false;
    this.deadlines = (script.deadlines ?? []).map(({ command, inMs }) => ({ command, dueAt: this.now() + inMs }));
    for (const { kind, n, attempts } of script.owed ?? []) this.owe(kind, n, attempts);
  }

  now(): number {
    return Date.now() + this.offsetMs;
  }

  owe(kind: string, n = 1, attempts = 0): void {
    this.owed.push({ effectId: `${this.streamId}:${this.version}:${kind}:${n}`, kind, attempts });
  }

  /** Changes the state as a command does, and increments the version. */
  commit(change: (process: this) => void): void {
    change(this);
    this.version += 1;
    this.changed();
  }

  end(outcome: string): void {
    this.outcome = outcome;
    this.finished = true;
    this.deadlines = [];
  }

  /** The next look reads at once and answers when released. Settles when it has read. */
  holdNextLook(): { reading: Promise<void>; release: () => void } {
    let begun!: () => void;
    let release!: () => void;
    const reading = new Promise<void>((resolve) => (begun = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    this.held = { begun, released };
    return { reading, release };
  }

  /** Settles as soon as it holds. */
  async until(holds: (process: this) => boolean): Promise<void> {
    if (holds(this)) return;
    await new Promise<void>((resolve) => {
      const watch = () => {
        if (!holds(this)) return;
        this.watchers.delete(watch);
        resolve();
      };
      this.watchers.add(watch);
    });
  }

  async look(): Promise<Control> {
    this.looks += 1;
    const control = this.control();
    const held = this.held;
    this.held = undefined;
    this.changed();
    held?.begun();
    await held?.released;
    return control;
  }

  elapse(command: string): void {
    this.asked += 1;
    const index = this.deadlines.findIndex((deadline) => deadline.command === command && deadline.dueAt <= this.now());
    if (!this.stuck && index >= 0) {
      this.deadlines.splice(index, 1);
      this.elapsed.push(command);
      this.version += 1;
      this.script.elapsed?.(this, command);
    }
    this.changed();
  }

  begin(effectId: string, kind: string): Begin {
    const scripted = this.beginnings.shift();
    if (scripted) return scripted;
    const effect = this.owed.find((candidate) => candidate.effectId === effectId && candidate.kind === kind);
    if (!effect) return 'not-owed';
    effect.attempts += 1;
    this.changed();
    const process = {
      type: '',
      id: '',
      revision: 1,
      version: this.version,
      policyVersion: 1,
      openedAt: 0,
      updatedAt: 0,
      state: {},
      now: this.now(),
    };
    const accountId = this.streamId.slice(this.streamId.indexOf(':') + 1);
    return {
      begun: {
        effectId,
        kind,
        n: 1,
        attempts: effect.attempts,
        owedForMs: 0,
        process: { ...process, accountId, state: { status: this.status, ...this.script.state } },
      },
    };
  }

  finish(effectId: string): void {
    const kind = this.owed.find((effect) => effect.effectId === effectId)?.kind;
    if (kind === undefined) return;
    this.owed = this.owed.filter((effect) => effect.effectId !== effectId);
    this.performed.push(kind);
    this.version += 1;
    this.script.performed?.(this, kind);
    this.changed();
  }

  raise(ref: string): void {
    this.raised.push(ref);
    this.changed();
  }

  private control(): Control {
    const now = this.now();
    return {
      version: this.version,
      status: this.status,
      ended: this.outcome !== undefined,
      ...(this.outcome !== undefined && { outcome: this.outcome }),
      finished: this.finished,
      deadlines: this.deadlines.map(({ command, dueAt }) => ({ command, dueAt, waitMs: Math.max(0, dueAt - now) })),
      owed: this.owed.map((effect) => ({ ...effect })),
      ...(this.tellsOfRest && { rests: !this.finished && this.deadlines.length + this.owed.length === 0 }),
    };
  }

  private changed(): void {
    for (const watch of [...this.watchers]) watch();
  }
}
