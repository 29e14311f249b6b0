/**
 * What of a process its reviewers and operators alone are shown. Everybody else is shown one state in the place of
 * another, and an event under another name, or not at all.
 */
export interface Outward<W extends string = string> {
  /** By the state that others do not see: the one that they see instead. */
  states: Readonly<Partial<Record<W, W>>>;
  /** By the type of the event: the one that others see instead; `hidden`: none. */
  events: Readonly<Record<string, string>>;
}

/** The event is recorded, and no word of it goes out. */
export const hidden = 'hidden';
