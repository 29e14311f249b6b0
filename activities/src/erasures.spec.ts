import {
  keptClasses,
  matterTypes,
  observationTypes,
  policyFor,
  processOfMatter,
  sealedBy,
  type ProcessType,
  type SealedClass,
} from '#domain';
import { effects } from './effects';

type Pair = readonly [ProcessType, SealedClass];

/**
 * The processes with whose subject a process seals: an approval that keeps its texts itself has its own, any other that
 * of the process that waits for it.
 */
const subjectsOf = (process: ProcessType): readonly ProcessType[] =>
  process === 'approval'
    ? [...new Set(matterTypes.map((type) => (policyFor(type).keptDays === undefined ? processOfMatter(type) : undefined) ?? process))]
    : [process];

/**
 * The context comes only with an approval that a caller asks for. R17: the number that a reviewer gives to an account
 * is sealed under that.
 */
function sealedUnder(process: ProcessType, dataClass: SealedClass): readonly ProcessType[] {
  if (process === 'approval' && dataClass === 'contact') return ['account'];
  return dataClass === 'context' ? ['approval'] : subjectsOf(process);
}

const pairs: readonly Pair[] = (Object.keys(sealedBy) as ProcessType[]).flatMap((process) =>
  sealedBy[process].flatMap((dataClass) => sealedUnder(process, dataClass).map((subject): Pair => [subject, dataClass])),
);

/**
 * The processes whose effects must erase it: a registration that became an account left its data to that account, and a
 * deregistration erases the data of accounts.
 */
const erasersOf: Readonly<Partial<Record<ProcessType, readonly ProcessType[]>>> = {
  // R17: also of one that a merge has closed.
  account: ['deregistration', 'account'],
  registration: ['registration', 'deregistration'],
  approval: ['approval'],
  // Of the person whom it is about: of an account, or of an applicant.
  'risk-alert': ['registration', 'deregistration'],
  verification: ['verification'],
};

const erasedBy = (process: ProcessType) => new Set(effects.filter((each) => each.process === process).flatMap(({ erases = [] }) => erases));

describe('what is sealed', () => {
  const personal = pairs.filter(([, dataClass]) => !(keptClasses as readonly string[]).includes(dataClass));
  const each = personal.flatMap(([subject, dataClass]) =>
    (erasersOf[subject] ?? []).map((eraser) => [subject, dataClass, eraser] as const),
  );

  it.each(each)('is erased: %s, %s, by an effect of the %s', (_, dataClass, eraser) => {
    expect([...erasedBy(eraser)]).toContain(dataClass);
  });

  it('belongs to a process of which somebody knows what erases it, or is about no person', () => {
    expect(personal.filter(([subject]) => !erasersOf[subject])).toEqual([]);
    expect(pairs.filter(([, dataClass]) => dataClass === 'company').map(([subject]) => subject)).toEqual([
      'company',
      'department',
      'position',
    ]);
  });

  it('is all that an effect erases: no effect names a class that nobody seals', () => {
    const sealed = new Set<string>(pairs.map(([, dataClass]) => dataClass));
    expect(effects.flatMap(({ erases = [] }) => erases).filter((dataClass) => !sealed.has(dataClass))).toEqual([]);
  });
});

describe('what is observed of an account', () => {
  it('is erased with its profile, and once more with its last keys, or with what a merged one has sealed, whatever its type: it is one table', () => {
    expect(observationTypes.length).toBeGreaterThan(0);
    const erasers = effects.filter(({ erasesObservations }) => erasesObservations);
    expect(erasers.map(({ process, kind }) => `${process} ${kind}`)).toEqual([
      'account eraseMerged',
      'deregistration eraseProfile',
      'deregistration destroyKeys',
    ]);
  });
});
