/** Who watches over the platform. */
export const rolePolicy = {
  /** Version of this table. It is about no stream: its number holds at once. */
  version: 1,
  /** Our choice: the installation names two operators, so that each act of one has another to confirm it. */
  firstOperators: 2,
} as const;
