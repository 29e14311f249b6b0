/** A value that each clone has of its own, by what the template has in its place. */
export type Fresh = ReadonlyMap<string, string>;

/**
 * A text that is written again and again with other values at the same places.
 * @param text of the template @param values those to be replaced, none of which is a part of another
 */
export class Template {
  private readonly parts: readonly string[];

  constructor(text: string, values: readonly string[]) {
    const escaped = values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    // Split by a group: every second part is one of the values.
    this.parts = values.length === 0 ? [text] : text.split(new RegExp(`(${escaped.join('|')})`));
  }

  /** @throws for a value of the template that has no other */
  with(fresh: Fresh): string {
    return this.parts.map((part, i) => (i % 2 === 0 ? part : (fresh.get(part) ?? unknown(part)))).join('');
  }
}

function unknown(value: string): never {
  throw new Error(`the template has ${value}, for which the clone has no value`);
}
