import type { Look } from '#activities';
import { attempt, effects } from './calls';
import type { Patience } from './patience';

type OwedEffect = Look['owed'][number];

/** What a workflow does about the effects that its process owes: one try at once, or an activity of its own. */
export class Effects {
  /** Kind by id of the effect. */
  readonly performing = new Map<string, string>();
  private readonly settled = new Set<string>();
  /** The ids of effects that were tried at once. */
  private readonly tried = new Set<string>();

  /** `onSettled`: an activity of its own has ended, however it did. */
  constructor(
    private readonly patience: Patience,
    private readonly onSettled: () => void,
  ) {}

  /** Returns those that settled before the read that is about to begin. */
  settledByNow(): readonly string[] {
    return [...this.settled];
  }

  /**
   * Forgets what a newer state no longer owes. Returns those that settled before it was read and are owed still:
   * somebody completed or failed their activities by hand.
   */
  compare(settled: readonly string[], state: Look | undefined): readonly string[] {
    for (const effectId of settled) this.settled.delete(effectId);
    const owed = new Set(state?.owed.map(({ effectId }) => effectId));
    for (const effectId of this.tried) if (!owed.has(effectId)) this.forgetTry(effectId);
    return settled.filter((effectId) => owed.has(effectId));
  }

  /** It has ended: owed again, by an operator who has it tried again, it is as new. */
  private forgetTry(effectId: string): void {
    this.tried.delete(effectId);
    this.patience.forget(effectId);
  }

  isOffered({ effectId, atOnce }: OwedEffect): boolean {
    return atOnce === true && !this.tried.has(effectId) && this.mayBegin(effectId);
  }

  /** Tries a short effect within this workflow task; one that fails is still owed, and no longer offered. */
  async attempt({ effectId, kind }: OwedEffect, { looks }: { looks: boolean }): Promise<Look | undefined> {
    this.tried.add(effectId);
    try {
      return await attempt.executeWithOptions({ summary: kind }, [effectId, kind, Date.now(), looks]);
    } catch (error) {
      this.patience.recordTry(effectId, Date.now());
      throw error;
    }
  }

  /** Runs in the background: a provider that is down delays no deadline, signal or other effect. */
  perform({ effectId, kind }: OwedEffect): void {
    if (!this.mayBegin(effectId)) return;
    this.performing.set(effectId, kind);
    const settle = () => {
      this.performing.delete(effectId);
      this.settled.add(effectId);
      this.onSettled();
    };
    effects[kind]!.executeWithOptions({ summary: kind }, [effectId]).then(settle, settle);
  }

  private mayBegin(effectId: string): boolean {
    return !this.performing.has(effectId) && this.patience.waitMs(effectId, Date.now()) === 0;
  }
}
