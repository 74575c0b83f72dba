/** The part of mailauth that tests use; it has no types of its own. */
declare module 'mailauth/lib/dkim/verify.js' {
  interface DkimResult {
    readonly signingDomain: string;
    readonly selector: string;
    readonly status: { readonly result: string; readonly comment?: string };
    readonly signingHeaders?: { readonly keys: string };
    readonly modulusLength?: number;
  }
  interface DkimOptions {
    resolver(name: string, type: string): Promise<readonly (readonly string[])[]>;
  }
  const verify: {
    dkimVerify(
      input: Buffer,
      options: DkimOptions,
    ): Promise<{ readonly results: readonly DkimResult[] }>;
  };
  export default verify;
}
