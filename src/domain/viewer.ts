/**
 * Whose work somebody sees. An enrolment, a task and a prospect have an owner, most of them an e-mail address; a key has a
 * role, and may have an address and a team:
 *
 * | key                                        | sees                                                       |
 * | ------------------------------------------ | ---------------------------------------------------------- |
 * | `rep` with an address                      | what is owned by that address, and what nobody owns        |
 * | `manager` with a team, an address, or both | what is owned by one of these, and what nobody owns        |
 * | `rep` and `manager` without                | everything: nothing was said that narrows it               |
 * | `ops`, `crm`, `admin`, the command line    | everything                                                 |
 */
import { normaliseAddress } from './address.ts';
import type { Role } from './codes.ts';

/** Whose work is seen besides what nobody owns; null: everybody's. */
export type Owners = readonly string[] | null;

/** Somebody who looks at work, or does it. */
export interface Viewer {
  /** Id of the API key; null: the command line and what runs by itself. */
  readonly keyId: string | null;
  readonly owners: Owners;
  /** Who owns what they begin without saying whose it is; null: nobody. */
  readonly own: string | null;
}

/** Whoever is not narrowed to anybody. */
export const seesAll: Viewer = { keyId: null, owners: null, own: null };

/** Nobody who has logged in: the work of no owner. */
export const seesNone: Viewer = { ...seesAll, owners: [] };

/** What a key says of that. */
export interface KeyReach {
  readonly id: string;
  readonly role: Role;
  readonly email: string | null;
  readonly team: readonly string[];
}

/** The one place where it is decided whose work a key sees. */
export function viewerOf({ id, role, email, team }: KeyReach): Viewer {
  const own = email === null ? [] : [email];
  const named = role === 'rep' ? own : role === 'manager' ? [...new Set([...own, ...team])] : [];
  if (named.length === 0) return { ...seesAll, keyId: id };
  return { keyId: id, owners: named, own: email };
}

/** Which of the work that somebody sees is asked for. */
export interface Whose {
  /** Of this owner alone; null: of all. */
  readonly owner: string | null;
  readonly owners: Owners;
}

/** Of the work that somebody sees, that of one owner; of all where none is named. */
export function whose({ owners }: Viewer, owner: string): Whose {
  return { owner: owner === '' ? null : ownerName(owner), owners };
}

/** True where the work of this owner is seen. */
export function isWithin(owner: string | null, owners: Owners): boolean {
  return owners === null || owner === null || owners.includes(owner);
}

/** An owner as it is kept and looked for: an address as `normaliseAddress` writes it, any other name as it is. */
export function ownerName(given: string): string {
  return normaliseAddress(given) ?? given.trim();
}

/** The same of what may be missing; an empty text is nobody. */
export function ownerOrNobody(given: string | null | undefined): string | null {
  const name = ownerName(given ?? '');
  return name === '' ? null : name;
}
