/** What `pg` makes of a parameter before it sends it; its types do not name it. */
declare module 'pg/lib/utils' {
  export function prepareValue(value: unknown): string | Buffer | null;
}
