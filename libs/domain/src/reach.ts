/** The part of a company that a command touches: the whole, or these departments. */
export type Reach = 'company' | readonly string[];
