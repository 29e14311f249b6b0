import type { RoleWord } from '#domain';

/** A role of a company that a person holds, by one of their ids. */
export interface RoleOfPerson {
  roleId: string;
  role: RoleWord;
  principalId: string;
  aliases: readonly string[];
}
