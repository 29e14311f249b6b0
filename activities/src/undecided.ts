/** The provider has taken it and has not decided yet. Asked again later with the same key, or called back by it, one hears more: the effect stays begun. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}
