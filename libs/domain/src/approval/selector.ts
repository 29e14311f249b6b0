import { code, either, group, id, type Field } from '../events';
import { isRole, superAdmin, type RoleWord } from '../role/role';
import type { Selector } from './policy';

/** As events record it: a newer release may know more roles. */
export type RecordedSelector = Exclude<Selector, { kind: 'role' }> | { kind: 'role'; role: string };

export const selector: Field<RecordedSelector> = either(
  either(group({ kind: code('manager') }), group({ kind: code('role'), role: code() })),
  either(
    group({ kind: code('superAdmin') }),
    either(group({ kind: code('group'), group: code() }), group({ kind: code('user'), user: id })),
  ),
);

/**
 * The role whose stream says who they are: the one place that knows it. None for people who are named, and for a role
 * that only a newer release knows. A group is a role of its company.
 */
export function roleAsked(asked: RecordedSelector): RoleWord | undefined {
  if (asked.kind === 'role') return isRole(asked.role) ? asked.role : undefined;
  if (asked.kind === 'superAdmin') return superAdmin;
  return asked.kind === 'group' ? `group:${asked.group}` : undefined;
}

/** What it asks for, in a word: `manager`, a role, a group, or the id of a person. */
export function nameOfSelector(asked: RecordedSelector): string {
  if (asked.kind === 'role') return asked.role;
  return roleAsked(asked) ?? (asked.kind === 'user' ? asked.user : asked.kind);
}

/** The same as Temporal shows it: a role, a group and a person by their kind too. */
export function askedAs(asked: RecordedSelector): string {
  if (asked.kind === 'role' || asked.kind === 'superAdmin') return `role:${nameOfSelector(asked)}`;
  return asked.kind === 'user' ? `user:${asked.user}` : nameOfSelector(asked);
}

export const isSameSelector = (one: RecordedSelector, other: RecordedSelector): boolean => askedAs(one) === askedAs(other);
