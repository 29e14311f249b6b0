import { StandardSchemaValidationPipe } from '@nestjs/common';
import { Refusal } from './refusal';

/** What a Standard Schema reports of one fault; Zod adds `code` and names unknown fields in `keys`. */
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  code?: string;
  keys?: readonly string[];
  /** `problem`: the code that answers in place of `invalid-request`. */
  params?: { problem?: string };
}

const errorsMax = 20;
const nameMaxLength = 64;

/** One line for each fault, at most twenty; names unknown fields, never values. */
export function errorsOf(issues: readonly Issue[]): { path: string; code: string; message: string }[] {
  const lines = issues.flatMap((issue) => {
    const at = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
    const code = (issue.code ?? 'invalid').replaceAll('_', '-');
    if (!issue.keys) return [{ path: pathOf(at), code, message: issue.message }];
    return issue.keys.map((key) => ({ path: pathOf([...at, key]), code: 'unknown-field', message: 'This field is not known here' }));
  });
  return lines.slice(0, errorsMax);
}

const pathOf = (segments: readonly string[]) => segments.map((segment) => segment.slice(0, nameMaxLength)).join('.');

/**
 * Checks bodies, parameters and queries against the schemas of their routes.
 * A field called `constructor` is an unknown one like any other: refused, not dropped.
 */
export class ContractPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues: readonly Issue[]) => {
        const code = issues.find(({ params }) => params?.problem !== undefined)?.params?.problem ?? 'invalid-request';
        return new Refusal({ code, errors: errorsOf(issues) });
      },
    });
  }

  protected override stripProtoKeys(): void {}
}
