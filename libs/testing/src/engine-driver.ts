import { processUnder, type Instant, type ProcessType } from '#domain';
import type { Caller, Outcome, ProcessState } from '#engine';
import { orderOf, readsOf, type CommandStep, type Driver, type Names, type PhoneProof, type ProcessName, type Standing } from '#journey';
import type { TestEngine } from './engine';
import { engineWorld, type EngineWorld } from './engine-world';

const body = ({ revision, state }: ProcessState) => ({ revision, status: state.status });

/** What the engine answers, and the code where it refuses. */
export type EngineDone = Outcome & { code?: string };

/** Runs a journey through the engine, with the vault, in PostgreSQL. */
export class EngineDriver implements Driver<EngineDone> {
  readonly #names: Names;
  readonly #world: EngineWorld;

  constructor(private readonly test: TestEngine) {
    this.#names = { id: (kind, name) => test.keys.uuid(`journey ${kind}`, name), key: (kind, value) => test.keys.blindIndex(kind, value) };
    this.#world = engineWorld(test);
  }

  /** `caller`: a repeated one is the same call again. */
  async perform(step: CommandStep, caller = this.test.caller()): Promise<EngineDone> {
    const read = readsOf(step);
    const { proof: given, ...order } = orderOf(step, this.#names, read && (await this.state(...read)));
    const proof = given && (await this.sendCode(given, caller));
    const outcome = await this.test.engine.execute<ProcessType>({ ...order, ...(proof && { proof }), caller }, body);
    return outcome.answer.ok ? outcome : { ...outcome, code: outcome.answer.problem.code };
  }

  id(kind: string, name: string): string {
    return this.#names.id(kind, name);
  }

  /** Undefined if there is none. */
  async state<S = { status: string }>(process: ProcessName, name: string): Promise<S | undefined> {
    return (await this.test.engine.read(`${process}:${this.id(process, name)}`))?.state as S | undefined;
  }

  async standing(process: ProcessName, name: string): Promise<Standing> {
    const snapshot = await this.test.engine.read(`${process}:${this.id(process, name)}`);
    if (!snapshot) return { status: 'none', allowed: [] };
    const rules = processUnder(process, snapshot.policyVersion);
    const outcome = rules.outcome(snapshot.state);
    const allowed = rules.allowed(snapshot.state, snapshot.now);
    return { status: rules.status(snapshot.state), ...(outcome !== undefined && { outcome }), allowed };
  }

  settle(): Promise<void> {
    return this.#world.settle();
  }

  pass(time: Instant): Promise<void> {
    return this.#world.pass(time);
  }

  /** Acts as if the code had gone to the phone. @returns what the phone would show */
  async sendCode({ purpose, identifierId, boundTo }: PhoneProof, { commandId }: Caller = this.test.caller()) {
    const { keys, database, engine } = this.test;
    const challengeId = keys.uuid('test-challenge', commandId);
    await database.query(
      `INSERT INTO vault.challenges (challenge_id, purpose, kind, identifier_id, bound_to, key, created_at, expires_at)
       VALUES ($1, $2, 'phone', $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000 + 600))
       ON CONFLICT DO NOTHING`,
      [challengeId, purpose, identifierId, boundTo, `test.${challengeId}`, await engine.now()],
    );
    return { challengeId, code: keys.code(challengeId) };
  }
}
