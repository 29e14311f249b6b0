/** Who watches over the platform, and how large a group may be. */
export const rolePolicy = {
  /** Version of this table. It is about no stream: its number holds at once. */
  version: 1,
  /** Our choice: the installation names two operators, so that each act of one has another to confirm it. */
  firstOperators: 2,
  /** Our choice: a group has 500 members at most, so that an approval may ask all of them. */
  groupMembersMax: 500,
} as const;
