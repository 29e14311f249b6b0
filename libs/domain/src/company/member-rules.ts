import { code, count, list, optional, type DataOf } from '../events';
import { growthPolicy } from '../account/growth.policy';

/** R22: what a company has said of its people. What is left out bounds nobody. */
export const memberRuleFields = {
  /** Capabilities that nobody has in the company. */
  off: list(code()),
  /** The most external contacts that a person may have in all. */
  contactsMax: optional(count),
  /** The most new ones in a day. */
  contactAddsPerDay: optional(count),
};
export type MemberRules = DataOf<typeof memberRuleFields>;

/** Of a company that has said nothing. */
const noRules: MemberRules = { off: [] };

/** The words that a company may not turn off, or that are none. */
export const unknownAmong = (off: readonly string[]): readonly string[] =>
  off.filter((each) => !growthPolicy.companyMayTurnOff.some((known) => known === each));

/** With each word once and in one order, so that the same rules are the same value. */
export const inOrder = ({ off, ...limits }: MemberRules): MemberRules => ({ off: [...new Set(off)].sort(), ...limits });

export const isSameRules = (a: MemberRules | undefined, b: MemberRules): boolean =>
  a !== undefined && a.off.join() === b.off.join() && a.contactsMax === b.contactsMax && a.contactAddsPerDay === b.contactAddsPerDay;

/** The least of several limits; undefined where none is set. */
export function leastOf(...limits: readonly (number | undefined)[]): number | undefined {
  const set = limits.filter((each) => each !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
}

/** X25: of several companies, in each point the one that lets its people do least. */
export function leastRules(rules: readonly (MemberRules | undefined)[]): MemberRules {
  return rules.reduce<MemberRules>((one, other = noRules) => {
    const contactsMax = leastOf(one.contactsMax, other.contactsMax);
    const contactAddsPerDay = leastOf(one.contactAddsPerDay, other.contactAddsPerDay);
    return {
      off: [...new Set([...one.off, ...other.off])],
      ...(contactsMax !== undefined && { contactsMax }),
      ...(contactAddsPerDay !== undefined && { contactAddsPerDay }),
    };
  }, noRules);
}
