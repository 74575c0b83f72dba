/** A person as the console names them. */
export interface Named {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
}

/** `Kari Løvås`, else the address. */
export function nameOf({ firstName, lastName, email }: Named): string {
  return [firstName, lastName].filter(Boolean).join(' ') || email;
}

/** Name, and what stands behind it: company, else the address where it is not the name itself. */
export function shownPerson(person: Named) {
  const name = nameOf(person);
  const { email, company } = person;
  return { name, email, company, beside: company ?? (name === email ? null : email) };
}
