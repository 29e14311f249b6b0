/** `<process>:<uuid>`, the workflow's id too. */
export const streamIdOf = (process: string, id: string): string => `${process}:${id}`;

export function partsOf(streamId: string): { type: string; id: string } {
  const colon = streamId.indexOf(':');
  return { type: streamId.slice(0, colon), id: streamId.slice(colon + 1) };
}
