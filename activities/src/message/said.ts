/** A text, and the parts of it that differ from person to person: for providers that send approved templates alone. */
export interface Said {
  text: string;
  parameters: readonly string[];
}

/** A text whose filled-in parts are its parameters, in their order. */
export const said = (constant: TemplateStringsArray, ...parameters: string[]): Said => ({
  text: String.raw({ raw: constant }, ...parameters),
  parameters,
});
