import { bankCards } from './bank-cards';
import { dataHolders } from './data-holders';
import { directory } from './directory';
import { documentReader } from './document-reader';
import { faceCheck } from './face-check';
import { identityRegistry } from './identity-registry';
import { messaging } from './messaging';
import { messengerCheck } from './messenger-check';
import { numberRecycling } from './number-recycling';
import { passports } from './passports';

/** Every provider: the one place that registers them. Configuration, API, worker and simulator read it here. */
export const providers = {
  ...{ messaging, dataHolders, identityRegistry, directory, faceCheck, bankCards },
  ...{ passports, documentReader, numberRecycling, messengerCheck },
} as const;

type Providers = typeof providers;

/** The ports of all providers, by the names in the table. */
export type Ports = { readonly [Key in keyof Providers]: ReturnType<Providers[Key]['connect']> };

/** The name of a provider that may call Tenure back. */
export type CallbackProvider = Extract<Providers[keyof Providers], { callsBack: true }>['name'];
